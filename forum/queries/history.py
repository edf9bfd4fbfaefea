"""The history of a text: what it was, who changed it when and why, and the difference."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Member
from forum.markup import diff_html
from forum.models import Reply, Revision, Thread
from forum.queries.visibility import Viewer

# Versions on one page.
SHOWN = 50


@dataclass(frozen=True)
class Version:
    """One edit: `difference` is safe HTML with ins and del. Of a hidden one it and the titles are
    empty for whoever may not read them."""

    by: Member
    at: datetime
    note: str
    difference: str
    old_title: str = ""
    new_title: str = ""
    was_html: bool = False
    is_hidden: bool = False
    # Of a suggested edit, who accepted it.
    accepted_by: Member | None = None


@dataclass(frozen=True)
class History:
    """A page of versions; `next` is the `before` of the next one ("" on the last)."""

    versions: list[Version]
    next: str


def history_of(post: Thread | Reply, viewer: Viewer, before: str = "") -> History:
    """Edits of a post as the viewer may read them, newest first, at most SHOWN: those older than
    the edit numbered `before`. One query whatever their number. Raises Http404 for a `before` that
    no edit of it has."""
    revisions = Revision.objects.select_related("edited_by", "suggestion__decided_by")
    revisions = revisions.defer("suggestion__source").order_by("-number")
    revisions = revisions.filter(**{"reply" if isinstance(post, Reply) else "thread": post})
    words = post.source, getattr(post, "title", ""), False
    if not before:
        rows = list(revisions[: SHOWN + 1])
    else:
        newer, *rows = _from(revisions, before)
        words = newer.source, newer.title or words[1], newer.is_hidden
    next_ = str(rows[SHOWN - 1].number) if len(rows) > SHOWN else ""
    return History(_versions(rows[:SHOWN], words, _reads_all(post, viewer)), next_)


def _from(revisions: QuerySet[Revision], number: str) -> list[Revision]:
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise Http404
    rows = list(revisions.filter(number__lte=int(number))[: SHOWN + 2])
    if not rows or rows[0].number != int(number):
        raise Http404
    return rows


def _reads_all(post: Thread | Reply, viewer: Viewer) -> bool:
    return isinstance(viewer, Member) and (viewer.is_company or viewer.pk == post.author_id)


def _versions(
    revisions: list[Revision], words: tuple[str, str, bool], reads_all: bool
) -> list[Version]:
    """`words` are text, title and whether hidden of what the newest of them was changed into."""
    source, title, hidden = words
    found = []
    for revision in revisions:
        # A difference tells the words of both its ends.
        is_hidden = revision.is_hidden or hidden
        if is_hidden and not reads_all:
            found.append(_bare(revision))
        else:
            found.append(_version(revision, source, title, is_hidden=is_hidden))
        source, title, hidden = revision.source, revision.title or title, revision.is_hidden
    return found


def _bare(revision: Revision) -> Version:
    """That it was edited, by whom and why."""
    return Version(
        by=revision.edited_by,
        at=revision.edited_at,
        note=revision.note,
        difference="",
        is_hidden=True,
        accepted_by=_accepted_by(revision),
    )


def _version(revision: Revision, source: str, title: str, *, is_hidden: bool) -> Version:
    changed = bool(revision.title) and revision.title != title
    return Version(
        by=revision.edited_by,
        at=revision.edited_at,
        note=revision.note,
        difference=diff_html(revision.source, source),
        old_title=revision.title if changed else "",
        new_title=title if changed else "",
        was_html=revision.source_format == "html",
        is_hidden=is_hidden,
        accepted_by=_accepted_by(revision),
    )


def _accepted_by(revision: Revision) -> Member | None:
    suggestion = getattr(revision, "suggestion", None)
    return suggestion.decided_by if suggestion else None
