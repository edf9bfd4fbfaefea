"""When a thread last heard a word that no answer shows: a short note, or the asker saying "not
solved after all". As expressions over threads, so that pages ask with the query they make anyway."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery

from forum.models import Comment, Solution, Thread

_notes = Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None)
_taken_back = Solution.objects.filter(
    thread=OuterRef("pk"), withdrawn_at__isnull=False, withdrawn_by=OuterRef("author_id")
)
# Neither what gave way to another mark nor what went with its answer says "not solved".
# What the company confirmed and took back since is no word of the asker's.
_later = Solution.objects.filter(thread=OuterRef("thread"), pk__gt=OuterRef("pk"), in_stead=False)
_not_solved_after_all = _taken_back.filter(~Exists(_later)).exclude(
    Q(reply__deleted_at__isnull=False) & Q(reply__deleted_at=F("withdrawn_at"))
)


def noted_at() -> Subquery:
    """When the newest standing comment was written; null without one."""
    return Subquery(_notes.order_by("-created_at").values("created_at")[:1])


def took_back_at() -> Subquery:
    """When the asker last took a Solution back, also for another; null if they never did."""
    return Subquery(_taken_back.order_by("-withdrawn_at").values("withdrawn_at")[:1])


def took_back() -> Exists:
    """Whether the asker's last word is that it is not solved after all."""
    return Exists(_not_solved_after_all)


def last_word(thread: Thread) -> datetime | None:
    """The later of the two for one thread, in one query."""
    row = Thread.objects.filter(pk=thread.pk).values_list(noted_at(), took_back_at()).get()
    return latest(*row)


def latest(*times: datetime | None) -> datetime | None:
    """The latest of those that are there."""
    return max((at for at in times if at is not None), default=None)
