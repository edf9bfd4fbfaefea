"""Suggested edits: those that wait, with what they would change, and those that were accepted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import Http404

from accounts.enums import COMPANY_ROLES
from accounts.keyset import after_key, first_page
from accounts.models import Member
from forum.enums import PAYS, SuggestionState
from forum.markup import diff_html
from forum.models import Reply, Revision, SuggestedEdit, Thread
from forum.queries.visibility import Viewer, in_open_boards, may_see_thread, sees_deleted
from reputation.enums import Privilege
from reputation.permissions import has_privilege

PAGE = 20
# Suggestions named beside one thread.
SHOWN = 20
WHOLE = ("by", "decided_by", "thread__author", "thread__board")
WHOLE_REPLY = ("reply__author", "reply__thread__board", "reply__thread__author")
ON_THREADS = Q(thread__deleted_at=None, thread__kind__in=sorted(PAYS), reply=None)
ON_REPLIES = Q(
    thread=None,
    reply__deleted_at=None,
    reply__thread__deleted_at=None,
    reply__thread__kind__in=sorted(PAYS),
)


@dataclass(frozen=True)
class Suggested:
    """A suggestion as it is read. `difference` is safe HTML of what it would change, `since` of what
    others changed meanwhile ("" where nobody did); both are empty where the words that it was
    written over were taken out of the history and the viewer may not read them."""

    row: SuggestedEdit
    post: Thread | Reply
    thread: Thread
    difference: str
    since: str
    old_title: str
    is_hidden: bool

    @property
    def title_changes(self) -> bool:
        return bool(self.row.title) and self.row.title != self.old_title


@dataclass(frozen=True)
class SuggestedPage:
    rows: list[Suggested]
    next: str


def may_review(viewer: Viewer) -> bool:
    """Whether the viewer decides on edits of what others wrote."""
    return (
        isinstance(viewer, Member)
        and viewer.is_active
        and has_privilege(viewer, Privilege.REVIEW_EDITS)
    )


def _whole(rows: QuerySet[SuggestedEdit]) -> QuerySet[SuggestedEdit]:
    return rows.select_related(*WHOLE, *WHOLE_REPLY).defer("thread__html", "reply__html")


def suggested_page(viewer: Member, *, after: str = "") -> SuggestedPage:
    """A page of what waits for somebody like the viewer, newest first, without their own. Two
    queries. Raises Http404 for an `after` that is none."""
    seen = in_open_boards(viewer, "thread__board_id")
    seen &= in_open_boards(viewer, "reply__thread__board_id")
    there = {"thread__deleted_at": None, "reply__deleted_at": None}
    there["reply__thread__deleted_at"] = None
    waiting = SuggestedEdit.objects.filter(seen, state=SuggestionState.OPEN, **there)
    if not viewer.is_company:
        # On the company's words the company decides (forum.edit_permissions.check_can_decide).
        for path in ("thread", "reply"):
            waiting = waiting.exclude(**{f"{path}__author_role__in": COMPANY_ROLES})
    rows = after_key(_whole(waiting.exclude(by=viewer)), "at", after)
    found, key = first_page(rows.order_by("-at", "-pk"), "at", PAGE)
    return SuggestedPage(_read(viewer, found), key)


def get_suggested(viewer: Viewer, suggestion_id: int) -> Suggested:
    """One suggestion, for who suggested it, the author of the words, and who decides. Raises
    Http404."""
    row = _whole(SuggestedEdit.objects.filter(pk=suggestion_id)).first()
    if row is None or not isinstance(viewer, Member) or not _may_read(viewer, row):
        raise Http404
    return _read(viewer, [row])[0]


def _may_read(viewer: Member, row: SuggestedEdit) -> bool:
    post, thread = row.post, _thread_of(row)
    if not may_see_thread(viewer, thread):
        return False
    if post.deleted_at is not None and not sees_deleted(viewer, post):
        return False
    return viewer.pk in (row.by_id, post.author_id) or may_review(viewer)


def _thread_of(row: SuggestedEdit) -> Thread:
    post = row.post
    return post.thread if isinstance(post, Reply) else post


def _read(viewer: Member, rows: Sequence[SuggestedEdit]) -> list[Suggested]:
    """With the words that each was written over: the post's, or, where it was edited since, a
    version of its history. One query."""
    before = _versions(rows)
    return [
        _one(viewer, row, before.get((row.thread_id, row.reply_id, row.based_on))) for row in rows
    ]


def _versions(rows: Iterable[SuggestedEdit]) -> dict[tuple[int | None, int | None, int], Revision]:
    which = Q(pk=0)
    for row in rows:
        which |= Q(thread=row.thread_id, reply=row.reply_id, number=row.based_on + 1)
    found = Revision.objects.filter(which)
    return {(one.thread_id, one.reply_id, one.number - 1): one for one in found}


def _one(viewer: Member, row: SuggestedEdit, before: Revision | None) -> Suggested:
    post = row.post
    title = getattr(post, "title", "")
    source = before.source if before else post.source
    reads_all = viewer.is_company or viewer.pk in (post.author_id, row.by_id)
    hidden = before is not None and before.is_hidden and not reads_all
    stale = before is not None and row.is_open
    return Suggested(
        row=row,
        post=post,
        thread=_thread_of(row),
        difference="" if hidden else diff_html(source, row.source),
        since=diff_html(source, post.source) if stale and not hidden else "",
        old_title="" if hidden else (before.title if before else title),
        is_hidden=hidden,
    )


def own_suggestion(viewer: Member, post: Thread | Reply) -> SuggestedEdit | None:
    """What the viewer suggested for a post and nobody has decided on."""
    return post.suggestions.filter(by=viewer, state=SuggestionState.OPEN).first()


def open_on(thread: Thread, replies: Collection[int]) -> list[SuggestedEdit]:
    """What waits on a thread's opening post and on some of its replies. One query."""
    here = Q(thread=thread) | Q(reply__in=replies)
    rows = SuggestedEdit.objects.filter(here, state=SuggestionState.OPEN).select_related("by")
    return list(rows.defer("source").order_by("at", "pk")[:SHOWN])


# What was accepted --------------------------------------------------------------------------------
def standing_edits() -> QuerySet[SuggestedEdit]:
    """Accepted and not undone, of posts that are on the pages and of a kind that pays; but for those
    of words that became one's own, when two accounts became one."""
    rows = SuggestedEdit.objects.filter(ON_THREADS | ON_REPLIES, state=SuggestionState.ACCEPTED)
    return rows.exclude(Q(thread__author=F("by")) | Q(reply__author=F("by")))


def accepted_within(post: Thread | Reply) -> QuerySet[SuggestedEdit]:
    """What was accepted for a post and for what goes from the pages with it."""
    inside = Q(reply=post) if isinstance(post, Reply) else Q(thread=post) | Q(reply__thread=post)
    rows = SuggestedEdit.objects.filter(inside, state=SuggestionState.ACCEPTED)
    return rows.defer("source").order_by("pk")
