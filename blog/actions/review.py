"""Telling whom it concerns what becomes of a post: who reviews it that it waits, who wrote it what
was decided. Wagtail decides, and says so by signals of its own (blog.receivers)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from wagtail.models import Comment, TaskState, WorkflowState

from accounts.actions.notifications import notify, notify_many, withdraw_event
from accounts.enums import NotificationKind
from accounts.models import Member
from blog.enums import Verdict
from blog.models import Post
from blog.permissions import may_edit_pages

SOURCE = "post_at_desk"


def ask_review(task: TaskState, *, by: Member | None) -> None:
    """Tell everybody who may decide that a post waits for them. `by` submitted it."""
    post = post_of(task.workflow_state)
    if post is None:
        return
    notify_many(
        [one for one in _reviewers(task) if may_edit_pages(one)],
        kind=NotificationKind.REVIEW_WANTED,
        event=_waiting(task),
        source_kind=SOURCE,
        source_id=post.pk,
        actor=by,
        title=post.draft_title,
        words=post.summary,
        url=_at_desk(post),
    )


def close_review(task: TaskState) -> None:
    """Somebody decided, or the author took it back: it waits for nobody any more."""
    withdraw_event(_waiting(task))


def tell_decision(state: WorkflowState, *, by: Member | None) -> None:
    """Tell who wrote and who submitted a post that it was approved or sent back, in the words of
    the reviewer."""
    post, task = post_of(state), state.current_task_state
    if post is None or task is None:
        return
    verdict = Verdict.SENT_BACK
    if state.status == WorkflowState.STATUS_APPROVED:
        verdict = Verdict.PUBLISHED if post.live and not _waits(post) else Verdict.APPROVED
    people = [post.author] + ([state.requested_by] if state.requested_by else [])
    _tell(post, verdict, people, by=by, words=task.comment, again=str(task.pk))


def tell_off_the_pages(post: Post, *, by: Member | None) -> None:
    """Tell a post's author that it was unpublished by somebody, or that its time is over."""
    verdict = Verdict.EXPIRED if post.expired else Verdict.TAKEN_OFF
    again = str(post.latest_revision_id or 0)
    _tell(post, verdict, [post.author], by=by, again=f"{again}:{post.last_published_at}")


def tell_comments(pk: int, said: Sequence[Any], *, by: Member) -> None:
    """Tell a post's author, and who said something about it before, of comments at the desk. `said`
    are Wagtail's comments and replies, in order."""
    post = Post.objects.filter(pk=pk).select_related("author").first()
    if post is None or not said:
        return
    before = Comment.objects.filter(page=post, resolved_at=None)
    spoke = Q(pk__in=before.values("user")) | Q(pk__in=before.values("replies__user"))
    people = Member.objects.filter(spoke | Q(pk=post.author_id))
    last = said[-1]
    notify_many(
        [one for one in people.distinct() if may_edit_pages(one)],
        kind=NotificationKind.POST_COMMENT,
        event=f"post:said:{type(last).__name__.lower()}:{last.pk}",
        source_kind=SOURCE,
        source_id=post.pk,
        actor=by,
        title=post.draft_title,
        words=" · ".join(one.text for one in said),
        url=_at_desk(post),
    )


def post_of(state: WorkflowState) -> Post | None:
    """The post that is on its way, as its row is now; None for pages of other kinds."""
    return Post.objects.filter(pk=state.object_id).select_related("author").first()


def _waits(post: Post) -> bool:
    return post.revisions.exclude(approved_go_live_at=None).exists()


def _tell(
    post: Post,
    verdict: Verdict,
    people: Iterable[Member],
    *,
    by: Member | None,
    again: str,
    words: str = "",
) -> None:
    """One line each. Who is no editor hears of what readers see, and of nothing before that."""
    with translation.override(settings.LANGUAGE_CODE):
        said = f"{verdict.label} {words}".strip()
    for member in {one.pk: one for one in people}.values():
        edits = may_edit_pages(member)
        if not edits and verdict in (Verdict.SENT_BACK, Verdict.APPROVED):
            continue
        shown = post.get_absolute_url() if verdict == Verdict.PUBLISHED else ""
        notify(
            member,
            kind=NotificationKind.POST_DECIDED,
            event=f"post:{verdict.value}:{post.pk}:{again}",
            source_kind=SOURCE,
            source_id=post.pk,
            actor=by,
            title=post.title if post.live else post.draft_title,
            words=said,
            url=shown or (_at_desk(post) if edits else "/help/"),
        )


def _reviewers(task: TaskState) -> QuerySet[Member]:
    groups = task.task.specific.groups.all()
    return Member.objects.filter(groups__in=groups, is_active=True).distinct()


def _waiting(task: TaskState) -> str:
    return f"post:review:{task.pk}"


def _at_desk(post: Post) -> str:
    return reverse("wagtailadmin_pages:edit", args=[post.pk])
