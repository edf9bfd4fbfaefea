"""A thread's page: everything it shows, in a fixed number of queries whatever its length."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import Member
from forum.enums import Kind
from forum.models import Comment, Recommendation, Reply, Solution, Tag, Thread, ThreadLink
from forum.queries import shapes
from forum.queries.shapes import PAGE
from forum.queries.silence import latest
from forum.queries.visibility import Viewer, may_see_thread, not_gone_for

SORTS = ("best", "oldest")
LINKS_SHOWN = 20


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
    from, None where there is no such page; `last_word` (forum.queries.silence) is for members."""

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
    others_answered: bool = False
    last_word: datetime | None = None
    # The member's own, as shown; and whether suggested edits wait here.
    points: int = 1
    suggested: bool = False


def load_thread(viewer: Viewer, thread_id: int) -> Thread:
    """The thread with author, solution and the viewer's own marks, in one query.

    Raises Http404 when it is missing or not for the viewer.
    """
    if isinstance(viewer, Member):
        found = shapes.THREAD_FOR_MEMBER.run(thread_id, *[viewer.pk] * 5)
    else:
        found = shapes.THREAD.run(thread_id)
    if not found or not may_see_thread(viewer, found[0]):
        raise Http404
    thread = found[0]
    if thread.solution is not None:
        thread.solution.thread = thread
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
        tags=shapes.TAGS.run(thread.pk),
        comments=[],
        solution=solution,
        standing=getattr(thread, "standing", None),
        replies=replies,
        links=_links(viewer, thread),
        sort=sort,
        before=before,
        after=replies[-1].reply.pk if more else None,
        has_me_too=getattr(thread, "has_me_too", False),
        watches=getattr(thread, "watches_it", False),
        others_answered=getattr(thread, "others_answered", False),
        points=max(1, getattr(thread, "viewer_points", None) or 1),
        suggested=getattr(thread, "suggested", False),
        last_word=latest(getattr(thread, "noted_at", None), getattr(thread, "took_back_at", None)),
    )
    _add_comments(viewer, page, shown)
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
        return replies.filter(not_gone_for(viewer))
    return replies.filter(deleted_at=None)


def _later(sort: str, reply: Reply, *, inclusive: bool) -> Q:
    """Replies that come after `reply` in this order (with it, where inclusive)."""
    tie = Q(created_at=reply.created_at)
    tie &= Q(pk__gte=reply.pk) if inclusive else Q(pk__gt=reply.pk)
    by_time = Q(created_at__gt=reply.created_at) | tie
    if sort == "oldest":
        return by_time
    return Q(score__lt=reply.score) | (Q(score=reply.score) & by_time)


def _first_replies(viewer: Viewer, thread: Thread, sort: str) -> list[Reply]:
    """The first page and one more, without the Solution; the same rows as `_shown_replies`."""
    solution = thread.solution_id or 0
    if not isinstance(viewer, Member):
        return shapes.REPLIES[sort].run(thread.pk, solution)
    if viewer.is_company:
        return shapes.REPLIES_FOR_COMPANY[sort].run(thread.pk, solution)
    return shapes.REPLIES_FOR_MEMBER[sort].run(thread.pk, solution, viewer.pk, viewer.pk)


def _reply_page(
    viewer: Viewer, thread: Thread, sort: str, after: int, at: int
) -> tuple[list[Reply], int | None, bool]:
    """Replies of the page, the reply that the page before starts with, and whether more follow."""
    before: int | None = None
    if not (after or at):
        found = _first_replies(viewer, thread, sort)
    else:
        replies = _shown_replies(viewer, thread)
        # Accepted or deleted since the page that pointed here was read; it keeps its place.
        anchor = thread.replies.filter(pk=after or at).first()
        if anchor is None:
            raise Http404
        later = _later(sort, anchor, inclusive=not after)
        back = replies.exclude(later).order_by(*shapes.BACKWARDS[sort])
        back_ids = list(back.values_list("pk", flat=True)[:PAGE])
        before = back_ids[-1] if back_ids else None
        found = list(replies.filter(later).order_by(*shapes.ORDERS[sort])[: PAGE + 1])
        if not found and before:
            # What stood here is gone, and nothing follows: the page before is the last now.
            return _reply_page(viewer, thread, sort, 0, before)
    for reply in found:
        reply.thread = thread
    return found[:PAGE], before, len(found) > PAGE


def page_start(viewer: Viewer, thread: Thread, reply: Reply, sort: str = "") -> int:
    """The id that `at` needs for a page holding `reply`; 0 when the first page holds it."""
    sort = sort or ("best" if thread.kind == Kind.QUESTION else "oldest")
    if reply.pk == thread.solution_id:
        return 0
    earlier = _shown_replies(viewer, thread).exclude(_later(sort, reply, inclusive=True))
    return reply.pk if earlier[PAGE - 1 : PAGE].exists() else 0


def _links(viewer: Viewer, thread: Thread) -> list[ThreadLink]:
    """Links from and to the thread whose other end the viewer may see."""
    links = shapes.LINKS.run(thread.pk, thread.pk)
    ends = ((link, link.to if link.thread_id == thread.pk else link.thread) for link in links)
    seen = [link for link, end in ends if end.deleted_at is None and may_see_thread(viewer, end)]
    return seen[:LINKS_SHOWN]


def _ids(shown: dict[int, ReplyView]) -> list[int]:
    """The ids shown, filled up with 0 (nobody's id) so that the query keeps its shape."""
    return [*shown, *([0] * (shapes.IDS - len(shown)))]


def _add_comments(viewer: Viewer, page: ThreadView, shown: dict[int, ReplyView]) -> None:
    here = (page.thread.pk, *_ids(shown))
    if not isinstance(viewer, Member):
        found = shapes.COMMENTS.run(*here)
    elif viewer.is_company:
        found = shapes.COMMENTS_FOR_COMPANY.run(*here)
    else:
        found = shapes.COMMENTS_FOR_MEMBER.run(viewer.pk, viewer.pk, *here)
    for comment in found:
        (shown[comment.reply_id].comments if comment.reply_id else page.comments).append(comment)


def _add_recommendations(shown: dict[int, ReplyView]) -> None:
    for recommendation in shapes.RECOMMENDATIONS.run(*_ids(shown)):
        shown[recommendation.reply_id].recommendation = recommendation


def _add_votes(viewer: Member, page: ThreadView, shown: dict[int, ReplyView]) -> None:
    for vote in shapes.VOTES.run(viewer.pk, page.thread.pk, *_ids(shown)):
        if vote.reply_id:
            shown[vote.reply_id].my_vote = vote.value
        else:
            page.my_vote = vote.value
