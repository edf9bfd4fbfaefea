"""Addresses of the company's pages and of the desk where they are written; no namespace, because
Wagtail asks for its names without one."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtail_admin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from blog import views
from blog.cms import for_editors

# Wagtail has doors of its own; the one sign-in stands before all of them.
doors: list[URLPattern | URLResolver] = [
    path("cms/login/", views.cms_sign_in),
    path("cms/logout/", views.cms_sign_out),
    re_path(r"^cms/password_reset/(?:.*/)?$", views.cms_password),
    re_path(r"^cms/users/(?:.*/)?$", views.cms_members),
    re_path(r"^cms/groups/delete/(?:.*/)?$", views.cms_group_delete),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *doors,
    path("cms/", include(decorate_urlpatterns(wagtail_admin.urlpatterns, for_editors))),
    # The name by which Wagtail asks for a document's address.
    path("documents/<int:pk>/<str:name>", views.document, name="wagtaildocs_serve"),
    # The name by which Wagtail asks for a page's address.
    re_path(r"^((?:about|help)/(?:[\w-]+/)*)\Z", views.page, name="wagtail_serve"),
]
