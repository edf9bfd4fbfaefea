"""The queries of a thread's page, whose shape never changes, compiled once (accounts.prepared)."""

from collections.abc import Sequence

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import RowNumber

from accounts.prepared import Prepared
from forum.models import (
    Comment,
    Draft,
    MeToo,
    Recommendation,
    Reply,
    Tag,
    Thread,
    ThreadLink,
    Vote,
    Watch,
)
from forum.queries.silence import noted_at, took_back_at

PAGE = 20
# Replies on a page and the Solution above them.
IDS = PAGE + 1
# Comments under each post; the others have a page of their own.
COMMENTS_SHOWN = 20
ORDERS = {"best": ("-score", "created_at", "pk"), "oldest": ("created_at", "pk")}
BACKWARDS = {"best": ("score", "-created_at", "-pk"), "oldest": ("-created_at", "-pk")}


_answers = Reply.objects.filter(thread=OuterRef("pk"), deleted_at=None)


def _thread(pk: int) -> QuerySet[Thread]:
    standing = FilteredRelation("solutions", condition=Q(solutions__withdrawn_at=None))
    people = Thread.objects.annotate(standing=standing).select_related(
        "author__standing", "solution", "solution__author__standing"
    )
    # The stubs know no filtered relations.
    people = people.select_related("standing", "standing__by")  # type: ignore[misc]
    counts = ("author__standing__counts", "solution__author__standing__counts")
    return people.filter(pk=pk).defer("source", "solution__source", *counts)


def _thread_for_member(
    pk: int, me_too: int, watch: int, words: int, version: int
) -> QuerySet[Thread]:
    def draft(member: int, field: str) -> Subquery:
        own = Draft.objects.filter(answers=OuterRef("pk"), member_id=member, thrown_at=None)
        return Subquery(own.values(field)[:1])

    return _thread(pk).annotate(
        draft_words=draft(words, "words"),
        draft_version=draft(version, "version"),
        has_me_too=Exists(MeToo.objects.filter(thread=OuterRef("pk"), member_id=me_too)),
        watches_it=Exists(Watch.objects.filter(thread=OuterRef("pk"), member_id=watch)),
        others_answered=Exists(_answers.exclude(author=OuterRef("author"))),
        noted_at=noted_at(),
        took_back_at=took_back_at(),
    )


def _replies(seen: Q, sort: str, thread: int, solution: int) -> QuerySet[Reply]:
    replies = Reply.objects.select_related("author__standing").filter(seen, thread_id=thread)
    replies = replies.exclude(pk=solution).order_by(*ORDERS[sort])
    return replies.defer("source", "author__standing__counts")[: PAGE + 1]


def _replies_for(sort: str) -> Prepared[Reply]:
    return Prepared(lambda t, s: _replies(Q(deleted_at=None), sort, t, s), 2)


def _replies_for_member(sort: str) -> Prepared[Reply]:
    def build(thread: int, solution: int, author: int, deleter: int) -> QuerySet[Reply]:
        seen = Q(deleted_at=None) | Q(author_id=author) | Q(deleted_by_id=deleter, is_hidden=False)
        return _replies(seen, sort, thread, solution)

    return Prepared(build, 4)


def _replies_for_company(sort: str) -> Prepared[Reply]:
    return Prepared(lambda t, s: _replies(Q(), sort, t, s), 2)


def _comments(seen: Q, thread: int, ids: Sequence[int]) -> QuerySet[Comment]:
    """The newest COMMENTS_SHOWN of each post, oldest first, with how many there are (`of`)."""
    here = Comment.objects.select_related("author").filter(seen, thread_id=thread)
    here = here.filter(Q(reply_id__in=ids) | Q(reply=None))
    post = [F("reply_id")]
    newest = here.annotate(
        place=Window(RowNumber(), partition_by=post, order_by=["-created_at", "-pk"]),
        of=Window(Count("pk"), partition_by=post),
    ).filter(place__lte=COMMENTS_SHOWN)
    return newest.order_by("created_at", "pk")


def _comments_for_member(author: int, deleter: int, thread: int, *ids: int) -> QuerySet[Comment]:
    seen = Q(deleted_at=None) | Q(author_id=author) | Q(deleted_by_id=deleter, is_hidden=False)
    return _comments(seen, thread, ids)


def _links(thread: int, to: int) -> QuerySet[ThreadLink]:
    links = ThreadLink.objects.select_related("thread", "to").filter(
        Q(thread_id=thread) | Q(to_id=to)
    )
    texts = [f"{end}__{name}" for end in ("thread", "to") for name in ("source", "html")]
    # More than are shown, because some may lead where the viewer may not look.
    return links.defer(*texts).order_by("kind", "-created_at", "-pk")[:60]


def _recommendations(*ids: int) -> QuerySet[Recommendation]:
    return Recommendation.objects.select_related("by").filter(reply_id__in=ids, withdrawn_at=None)


def _votes(voter: int, thread: int, *ids: int) -> QuerySet[Vote]:
    return Vote.objects.filter(Q(reply_id__in=ids) | Q(thread_id=thread), voter_id=voter)


THREAD = Prepared(_thread, 1)
THREAD_FOR_MEMBER = Prepared(_thread_for_member, 5)
REPLIES = {sort: _replies_for(sort) for sort in ORDERS}
REPLIES_FOR_MEMBER = {sort: _replies_for_member(sort) for sort in ORDERS}
REPLIES_FOR_COMPANY = {sort: _replies_for_company(sort) for sort in ORDERS}
TAGS = Prepared(lambda thread: Tag.objects.filter(threads=thread).order_by("slug"), 1)
LINKS = Prepared(_links, 2)
COMMENTS = Prepared(lambda thread, *ids: _comments(Q(deleted_at=None), thread, ids), 1 + IDS)
COMMENTS_FOR_MEMBER = Prepared(_comments_for_member, 3 + IDS)
COMMENTS_FOR_COMPANY = Prepared(lambda thread, *ids: _comments(Q(), thread, ids), 1 + IDS)
RECOMMENDATIONS = Prepared(_recommendations, IDS)
VOTES = Prepared(_votes, 2 + IDS)
