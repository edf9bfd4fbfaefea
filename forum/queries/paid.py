"""The rows that points hang on, without the long texts that nothing is paid by: for whoever tells
reputation of many at once."""

from django.db.models import QuerySet

from forum.models import Reply, Solution, Thread, Vote

TEXTS = ("source", "html", "gist")


def without_texts(*paths: str) -> list[str]:
    """The names of the texts at the end of these paths ("" for the rows' own)."""
    return [f"{path}{name}" for path in paths for name in TEXTS]


def paid_votes() -> QuerySet[Vote]:
    """Votes with who gave them and their posts."""
    rows = Vote.objects.select_related("voter", "thread", "reply__thread")
    return rows.defer(*without_texts("thread__", "reply__", "reply__thread__"))


def paid_marks() -> QuerySet[Solution]:
    """Solutions, also those that were withdrawn, with reply and thread."""
    rows = Solution.objects.select_related("reply", "thread")
    return rows.defer(*without_texts("reply__", "thread__"))


def paid_threads() -> QuerySet[Thread]:
    return Thread.objects.defer(*TEXTS)


def paid_replies() -> QuerySet[Reply]:
    """Replies with their threads."""
    return Reply.objects.select_related("thread").defer(*without_texts("", "thread__"))


def told_threads() -> QuerySet[Thread]:
    """Threads as reputation is told of them."""
    return paid_threads().prefetch_related("tags")


def told_replies() -> QuerySet[Reply]:
    """Replies as reputation is told of them."""
    return Reply.objects.only("thread", "author", "created_at", "deleted_at")
