"""A thread's page: everything it shows, in a fixed number of queries whatever its length."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Member
from forum.enums import Kind
from forum.models import (
    Comment,
    MeToo,
    Recommendation,
    Reply,
    Solution,
    Tag,
    Thread,
    ThreadLink,
    Vote,
    Watch,
)
from forum.queries.visibility import Viewer, in_open_boards, may_see_thread

PAGE = 20
SORTS = ("best", "oldest")


@dataclass
class ReplyView:
    """A reply with what stands around it."""

    reply: Reply
    comments: list[Comment] = field(default_factory=list)
    recommendation: Recommendation | None = None
    my_vote: int = 0


@dataclass
class ThreadView:
    """What a thread page shows. `before` and `after` are reply ids that neighbouring pages start
    from, None where there is no such page."""

    thread: Thread
    tags: list[Tag]
    comments: list[Comment]
    solution: ReplyView | None
    standing: Solution | None
    replies: list[ReplyView]
    links: list[ThreadLink]
    sort: str
    before: int | None
    after: int | None
    my_vote: int = 0
    has_me_too: bool = False
    watches: bool = False


def load_thread(viewer: Viewer, thread_id: int) -> Thread:
    """The thread with author, solution and the viewer's own marks, in one query.

    Raises Http404 when it is missing or not for the viewer.
    """
    threads = Thread.objects.select_related("author", "solution", "solution__author").filter(
        pk=thread_id
    )
    if isinstance(viewer, Member):
        threads = threads.annotate(
            has_me_too=Exists(MeToo.objects.filter(thread=OuterRef("pk"), member=viewer)),
            watches_it=Exists(Watch.objects.filter(thread=OuterRef("pk"), member=viewer)),
        )
    thread = threads.first()
    if thread is None or not may_see_thread(viewer, thread):
        raise Http404
    return thread


def view_thread(
    viewer: Viewer, thread: Thread, *, sort: str = "", after: int = 0, at: int = 0
) -> ThreadView:
    """The page of a loaded thread.

    Arguments: `sort` is one of SORTS ("" for the kind's own); the page starts behind the reply
    `after`, or with the reply `at`. Raises Http404 for a sort or reply that is not there.
    """
    sort = sort or ("best" if thread.kind == Kind.QUESTION else "oldest")
    if sort not in SORTS:
        raise Http404
    found, before, more = _reply_page(viewer, thread, sort, after, at)
    replies = [ReplyView(reply) for reply in found]
    solution = ReplyView(thread.solution) if thread.solution else None
    shown = {view.reply.pk: view for view in [*replies, *([solution] if solution else [])]}
    page = ThreadView(
        thread=thread,
        tags=list(thread.tags.all()),
        comments=[],
        solution=solution,
        standing=_standing(thread),
        replies=replies,
        links=_links(viewer, thread),
        sort=sort,
        before=before,
        after=replies[-1].reply.pk if more else None,
        has_me_too=getattr(thread, "has_me_too", False),
        watches=getattr(thread, "watches_it", False),
    )
    _add_comments(page, shown)
    _add_recommendations(shown)
    if isinstance(viewer, Member):
        _add_votes(viewer, page, shown)
    return page


def _shown_replies(viewer: Viewer, thread: Thread) -> QuerySet[Reply]:
    replies = thread.replies.select_related("author")
    if thread.solution_id:
        replies = replies.exclude(pk=thread.solution_id)
    if isinstance(viewer, Member):
        if viewer.is_company:
            return replies
        return replies.filter(Q(deleted_at=None) | Q(author=viewer) | Q(deleted_by=viewer))
    return replies.filter(deleted_at=None)


def _later(sort: str, reply: Reply, *, inclusive: bool) -> Q:
    """Replies that come after `reply` in this order (with it, where inclusive)."""
    tie = Q(created_at=reply.created_at)
    tie &= Q(pk__gte=reply.pk) if inclusive else Q(pk__gt=reply.pk)
    by_time = Q(created_at__gt=reply.created_at) | tie
    if sort == "oldest":
        return by_time
    return Q(score__lt=reply.score) | (Q(score=reply.score) & by_time)


def _reply_page(
    viewer: Viewer, thread: Thread, sort: str, after: int, at: int
) -> tuple[list[Reply], int | None, bool]:
    replies = _shown_replies(viewer, thread)
    order = ["created_at", "pk"] if sort == "oldest" else ["-score", "created_at", "pk"]
    anchor = after or at
    before: int | None = None
    if anchor:
        reply = replies.filter(pk=anchor).first()
        if reply is None:
            raise Http404
        earlier = replies.exclude(_later(sort, reply, inclusive=not after))
        reverse = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
        back = list(earlier.order_by(*reverse).values_list("pk", flat=True)[:PAGE])
        before = back[-1] if back else None
        replies = replies.filter(_later(sort, reply, inclusive=not after))
    found = list(replies.order_by(*order)[: PAGE + 1])
    return found[:PAGE], before, len(found) > PAGE


def page_start(viewer: Viewer, thread: Thread, reply: Reply, sort: str = "") -> int:
    """The id that `at` needs for a page holding `reply`; 0 when the first page holds it."""
    sort = sort or ("best" if thread.kind == Kind.QUESTION else "oldest")
    if reply.pk == thread.solution_id:
        return 0
    earlier = _shown_replies(viewer, thread).exclude(_later(sort, reply, inclusive=True))
    return reply.pk if earlier[PAGE - 1 : PAGE].exists() else 0


def _standing(thread: Thread) -> Solution | None:
    if not thread.is_solved:
        return None
    return thread.solutions.select_related("by").filter(withdrawn_at=None).first()


def _links(viewer: Viewer, thread: Thread) -> list[ThreadLink]:
    """Links from and to the thread whose other end the viewer may see."""
    links = ThreadLink.objects.select_related("thread", "to").filter(
        Q(thread=thread) | Q(to=thread)
    )
    for end in ("thread", "to"):
        links = links.filter(
            in_open_boards(viewer, f"{end}__board_id"), **{f"{end}__deleted_at": None}
        )
    texts = [f"{end}__{name}" for end in ("thread", "to") for name in ("source", "html")]
    return list(links.defer(*texts).order_by("kind", "-created_at", "-pk")[:20])


def _add_comments(page: ThreadView, shown: dict[int, ReplyView]) -> None:
    comments = Comment.objects.select_related("author").filter(
        Q(reply_id__in=list(shown)) | Q(reply=None), thread=page.thread, deleted_at=None
    )
    for comment in comments.order_by("created_at", "pk"):
        (shown[comment.reply_id].comments if comment.reply_id else page.comments).append(comment)


def _add_recommendations(shown: dict[int, ReplyView]) -> None:
    standing = Recommendation.objects.select_related("by").filter(
        reply_id__in=list(shown), withdrawn_at=None
    )
    for recommendation in standing:
        shown[recommendation.reply_id].recommendation = recommendation


def _add_votes(viewer: Member, page: ThreadView, shown: dict[int, ReplyView]) -> None:
    mine = Vote.objects.filter(Q(reply_id__in=list(shown)) | Q(thread=page.thread), voter=viewer)
    for vote in mine:
        if vote.reply_id:
            shown[vote.reply_id].my_vote = vote.value
        else:
            page.my_vote = vote.value
