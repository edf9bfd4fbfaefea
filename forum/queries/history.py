"""The history of a text: what it was, who changed it when and why, and the difference."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Member
from forum.markup import diff_html
from forum.models import Reply, Revision, Thread
from forum.queries.visibility import Viewer

# Newest first; an old text with more edits than this shows the latest ones.
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


def versions_of(post: Thread | Reply, viewer: Viewer) -> list[Version]:
    """Edits of a post as the viewer may read them, newest first, at most SHOWN; one query whatever
    their number."""
    reads_all = isinstance(viewer, Member) and (viewer.is_company or viewer.pk == post.author_id)
    revisions = list(
        Revision.objects.select_related("edited_by")
        .filter(**{"reply" if isinstance(post, Reply) else "thread": post})
        .order_by("-number")[:SHOWN]
    )
    source, title, hidden = post.source, getattr(post, "title", ""), False
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
    )
