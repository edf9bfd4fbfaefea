"""All addresses. Rooms bring their own; the order matters only where paths overlap."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from config import health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not walk: doors, forms and personal pages."""
    closed = (
        "/accounts/",
        "/admin/",
        "/ask/",
        "/cms/",
        "/desk/",
        "/invitations/",
        "/preferences/",
        "/search/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("forum.urls")),
    path("", include("accounts.urls")),
    path("", include("reputation.urls")),
    path("", include("search.urls")),
    path("", include("ambassadors.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("", include("blog.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("dev/mail/", include("config.devmail")))
