"""Tags, behind a door of their own: a word that stands only on what a viewer may not see is no
word for them, neither to read nor to set."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.text import slugify

from accounts.models import Member
from forum.models import Board, Tag
from forum.queries.visibility import Viewer, visible_boards, visible_threads

MAX_TAGS = 5
# More in one form are read no further.
MOST_READ = 50


def visible_tags(viewer: Viewer) -> QuerySet[Tag]:
    """Tags curated on a board that the viewer may see, or used on a thread that they may see."""
    boards = [board.pk for board in visible_boards(viewer)]
    curated = Board.tags.through.objects.filter(tag=OuterRef("pk"), board__in=boards)
    used = visible_threads(viewer).filter(tags=OuterRef("pk"))
    return Tag.objects.filter(Q(Exists(curated)) | Q(Exists(used)))


def get_tag(viewer: Viewer, slug: str) -> Tag:
    """Raises Http404 for a tag that is missing or not for the viewer."""
    tag = visible_tags(viewer).filter(slug=slug).first()
    if tag is None:
        raise Http404
    return tag


def slugs_in(words: str, *, most: int = MOST_READ) -> list[str]:
    """The tags that somebody typed, with commas between them: "Smart meter" is smart-meter."""
    return slugs_of(words.split(","), most=most)


def slugs_of(words: Iterable[str], *, most: int = MOST_READ) -> list[str]:
    """Address names, each once, in the order given, at most `most`."""
    slugs = (slugify(word, allow_unicode=True)[:40] for word in words)
    return [slug for slug in dict.fromkeys(slugs) if slug][:most]


def known_tags(viewer: Viewer, words: Iterable[str]) -> list[Tag]:
    """The tags among `words` that the viewer may set, in the order given. The company may also
    bring a tag into use that stands nowhere yet."""
    wanted = slugs_of(words)
    company = isinstance(viewer, Member) and viewer.is_company
    tags = Tag.objects.all() if company else visible_tags(viewer)
    found = {tag.slug: tag for tag in tags.filter(slug__in=wanted)} if wanted else {}
    return [found[slug] for slug in wanted if slug in found]
