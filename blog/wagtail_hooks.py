"""What we add to Wagtail's admin and take out of it. Wagtail imports this module by its name."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from blog.addresses import address_of
from blog.queries.posts import open_pages
from blog.viewsets import MemberChooserViewSet, ReleaseViewSet, SeriesViewSet, members

register_snippet(ReleaseViewSet)
register_snippet(SeriesViewSet)


@hooks.register("insert_global_admin_js")
def cms_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/cms.js"))


@hooks.register("construct_settings_menu")
def members_elsewhere(request: HttpRequest, items: list[Any]) -> None:
    """Members are kept in /admin/: Wagtail's user forms ask for a first and a last name."""
    items[:] = [item for item in items if item.name != "users"]


class PublicPageLink(LinkHandler):
    """A link from one page to another, written out in one query for all links of a text.

    A page that is not public is not linked. Wagtail's own handler would ask the cache (which is a
    table) for the addresses of all sites, and would link drafts.
    """

    identifier = "page"

    @staticmethod
    def get_model() -> type[Page]:
        return Page

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        numbers = {attrs["id"] for attrs in attrs_list if attrs.get("id", "").isdecimal()}
        paths = dict(open_pages(Page.objects.filter(pk__in=numbers)).values_list("pk", "url_path"))
        found = [paths.get(int(a["id"])) if a.get("id") in numbers else None for a in attrs_list]
        return [f'<a href="{escape(address_of(path))}">' if path else "<a>" for path in found]

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        yield Page, attrs["id"], "", ""


@hooks.register("register_rich_text_features", order=1)
def public_links(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLink)


@hooks.register("register_admin_viewset")
def member_chooser() -> MemberChooserViewSet:
    return members
