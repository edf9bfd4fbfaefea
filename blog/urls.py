"""Addresses of the company's pages and of the desk where they are written; no namespace, because
Wagtail asks for its names without one."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtail_admin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from blog.cms import for_editors
from blog.views import desk, feedback, feeds, help, information, making

# Wagtail has doors of its own; the one sign-in stands before all of them.
doors: list[URLPattern | URLResolver] = [
    path("cms/login/", information.cms_sign_in),
    path("cms/logout/", information.cms_sign_out),
    re_path(r"^cms/password_reset/(?:.*/)?$", information.cms_password),
    re_path(r"^cms/users/(?:.*/)?$", information.cms_members),
    re_path(r"^cms/groups/delete/(?:.*/)?$", information.cms_group_delete),
]
# Before what Wagtail's pages may be called (blog.models.help.RESERVED).
of_help: list[URLPattern | URLResolver] = [
    path("help/feedback/", feedback.feedback, name="help-feedback"),
    path("help/feedback/words/", feedback.feedback_words, name="help-feedback-words"),
    path("help/feedback/<id:post_id>/", feedback.thanks, name="help-thanks"),
    path("help/make/<id:thread_id>/", making.howto_make, name="howto-make"),
    path("help/series/<slug:slug>/", help.series, name="help-series"),
    path("help/tags/<str:slug>/", help.tag, name="help-tag"),
    path("help/by/<slug:username>/", help.by_member, name="help-by"),
    path("feeds/help/", feeds.feed_help, name="feed-help"),
    path("feeds/help/<slug:slug>/", feeds.feed_topic, name="feed-help-topic"),
    path("feeds/help/by/<slug:username>/", feeds.feed_author, name="feed-help-author"),
    path("desk/howtos/", desk.howtos, name="howto-desk"),
    path("desk/howtos/checks/<id:check_id>/", desk.check_settle, name="howto-check-settle"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *doors,
    *of_help,
    path("cms/", include(decorate_urlpatterns(wagtail_admin.urlpatterns, for_editors))),
    # The name by which Wagtail asks for a document's address.
    path("documents/<int:pk>/<str:name>", information.document, name="wagtaildocs_serve"),
    # The name by which Wagtail asks for a page's address.
    re_path(r"^((?:about|help)/(?:[\w-]+/)*)\Z", information.page, name="wagtail_serve"),
]
