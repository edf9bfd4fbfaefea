"""What a member wrote and did in the forum, for the archive of their own data."""

from collections.abc import Iterator

from accounts.models import Member
from forum.models import (
    Comment,
    Draft,
    Flag,
    MeToo,
    Picture,
    Reply,
    Revision,
    SuggestedEdit,
    Thread,
    Vote,
    Watch,
)

Rows = Iterator[dict[str, object]]
TIMES = ("created_at", "edited_at", "deleted_at")


def threads_of(member: Member) -> Rows:
    """Threads they asked, deleted ones too."""
    names = (
        "id",
        "title",
        "kind",
        "state",
        "source",
        "source_format",
        "language",
        "source_url",
        *TIMES,
    )
    yield from Thread.objects.filter(author=member).order_by("pk").values(*names).iterator()


def replies_of(member: Member) -> Rows:
    """Answers and replies they wrote."""
    names = ("id", "thread_id", "source", "source_format", *TIMES)
    yield from Reply.objects.filter(author=member).order_by("pk").values(*names).iterator()


def comments_of(member: Member) -> Rows:
    """Short notes they wrote."""
    names = ("id", "thread_id", "reply_id", "source", "created_at", "deleted_at")
    yield from Comment.objects.filter(author=member).order_by("pk").values(*names).iterator()


def edits_of(member: Member) -> Rows:
    """Edits they made, and their own words as they were before; others' words are others'."""
    rows = Revision.objects.filter(edited_by=member).select_related("thread", "reply")
    for row in rows.order_by("pk").iterator():
        post = row.thread or row.reply
        own = post is not None and post.author_id == member.pk
        yield {
            "thread": row.thread_id,
            "reply": row.reply_id,
            "at": row.edited_at,
            "note": row.note,
            "before": row.source if own else "",
        }


def drafts_of(member: Member) -> Rows:
    """What they have written and not posted."""
    names = ("id", "place", "words", "before", "saved_at")
    yield from Draft.objects.filter(member=member).order_by("pk").values(*names).iterator()


def marks_of(member: Member) -> Rows:
    """Votes, "I have this too" and what they watch."""
    for vote in Vote.objects.filter(voter=member).order_by("pk").iterator():
        about = {"thread": vote.thread_id, "reply": vote.reply_id, "at": vote.at}
        yield {"mark": "vote", "value": vote.value, **about}
    for has in MeToo.objects.filter(member=member).order_by("pk").iterator():
        yield {"mark": "me_too", "thread": has.thread_id, "at": has.at}
    for watch in Watch.objects.filter(member=member).order_by("pk").iterator():
        yield {"mark": "watch", "thread": watch.thread_id, "board": watch.board_id, "at": watch.at}


def flags_of(member: Member) -> Rows:
    """What they said is wrong with others' posts."""
    names = ("thread_id", "reply_id", "comment_id", "reason", "note", "at", "settled_at")
    yield from Flag.objects.filter(member=member).order_by("pk").values(*names).iterator()


def suggested_edits_of(member: Member) -> Rows:
    """What they suggested for others' words, and what became of it."""
    names = ("thread_id", "reply_id", "title", "source", "note", "at", "state", "reason")
    rows = SuggestedEdit.objects.filter(by=member).order_by("pk")
    yield from rows.values(*names, "decided_at").iterator()


def pictures_of(member: Member) -> Rows:
    """Pictures they brought; the files lie beside, in pictures/."""
    names = ("name", "alt", "width", "height", "size", "created_at")
    yield from Picture.objects.filter(uploader=member).order_by("pk").values(*names).iterator()
