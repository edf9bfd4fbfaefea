"""The history of a text: what it was, who changed it when and why, and the difference."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Member
from forum.markup import diff_html
from forum.models import Reply, Revision, Thread

# Newest first; an old text with more edits than this shows the latest ones.
SHOWN = 50


@dataclass(frozen=True)
class Version:
    """One edit: `difference` is safe HTML with ins and del."""

    by: Member
    at: datetime
    note: str
    difference: str
    old_title: str = ""
    new_title: str = ""
    was_html: bool = False


def versions_of(post: Thread | Reply) -> list[Version]:
    """Edits of a post, newest first, at most SHOWN; two queries whatever their number."""
    revisions = list(
        Revision.objects.select_related("edited_by")
        .filter(**{"reply" if isinstance(post, Reply) else "thread": post})
        .order_by("-number")[:SHOWN]
    )
    source, title = post.source, getattr(post, "title", "")
    found = []
    for revision in revisions:
        found.append(_version(revision, source, title))
        source, title = revision.source, revision.title or title
    return found


def _version(revision: Revision, source: str, title: str) -> Version:
    changed = bool(revision.title) and revision.title != title
    return Version(
        by=revision.edited_by,
        at=revision.edited_at,
        note=revision.note,
        difference=diff_html(revision.source, source),
        old_title=revision.title if changed else "",
        new_title=title if changed else "",
        was_html=revision.source_format == "html",
    )
