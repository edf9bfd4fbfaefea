"""Reading the company's pages: what is live and public, and nothing else; and what the desk keeps
about the people who write them."""

from collections.abc import Iterable
from pathlib import PurePath

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import Http404
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import Member
from blog.models import InformationIndex, InformationPage
from blog.queries.posts import open_pages


def get_public_page(path: str) -> Page:
    """The page at `path` (`about/` or `about/<slug>/`), in one query.

    Raises Http404 for a draft, an unpublished page, a page that Wagtail keeps for some viewers
    only, and for what is not there: all read the same. Wagtail's own routing would ask the
    database five more times and write to the cache that lives there.
    """
    slugs = path.strip("/").split("/")[1:]
    found: Page | None = None
    if not slugs:
        found = open_pages(InformationIndex.objects.all()).first()
    elif len(slugs) == 1:
        found = open_pages(InformationPage.objects.filter(slug=slugs[0])).first()
    if found is None:
        raise Http404
    return found


def log_of(member: Member) -> Q:
    """Entries of Wagtail's log that are about a member, and not about what they did."""
    kind = ContentType.objects.get_for_model(Member)
    return Q(content_type=kind, object_id=str(member.pk))


def desk_of(member: Member) -> Iterable[dict[str, object]]:
    """The member's own settings of the desk, and what they did there, for their archive."""
    names = (
        "preferred_language",
        "current_time_zone",
        "theme",
        "contrast",
        "density",
        "keyboard_shortcuts",
    )
    yield from UserProfile.objects.filter(user=member).values(*names)
    for model in (PageLogEntry, ModelLogEntry):
        rows = model.objects.filter(user=member).order_by("pk")
        yield from rows.values("action", "label", "timestamp").iterator()


def desk_files_of(member: Member) -> Iterable[tuple[str, str]]:
    """A face that was brought to the desk when it still took one."""
    for name in UserProfile.objects.filter(user=member).values_list("avatar", flat=True):
        if name:
            yield f"desk_face{PurePath(name).suffix}", name
