"""What the help blog does when Wagtail signals (by signals of its own, not the ORM's), and what
accounts asks it: whom a role makes an author, who may still see what they were told, and what the
desk keeps about the people who write there, for their archive and their erasure."""

from typing import Any

from wagtail import signals
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, TaskState, WorkflowState

from accounts import providers
from accounts.enums import NotificationKind
from accounts.files import register_lasting_files
from accounts.models import Member
from accounts.roles import register_groups_of_role
from blog.actions import erase_from_desk, settle_post
from blog.actions.groups import groups_of_role
from blog.actions.review import (
    SOURCE,
    ask_review,
    close_review,
    tell_decision,
    tell_off_the_pages,
)
from blog.models import Post
from blog.queries import desk_files_of, desk_of
from blog.queries.told import post_still_told_to, posts_still_told, verdict_quoted


def page_changed(sender: Any, instance: Page, **more: Any) -> None:
    """A page was published, moved or has another address: posts under it have, too."""
    posts = Post.objects.descendant_of(instance, inclusive=True)
    for pk in posts.values_list("pk", flat=True):
        settle_post(pk)


def page_unpublished(sender: Any, instance: Page, **more: Any) -> None:
    """A page went off the pages, by somebody or because its time is over."""
    page_changed(sender, instance)
    if isinstance(instance, Post):
        by = get_active_log_context().user
        tell_off_the_pages(instance, by=by if isinstance(by, Member) else None)


def review_wanted(sender: Any, instance: TaskState, user: Member | None, **more: Any) -> None:
    ask_review(instance, by=user)


def review_over(sender: Any, instance: TaskState, **more: Any) -> None:
    close_review(instance)


def review_decided(sender: Any, instance: WorkflowState, user: Member | None, **more: Any) -> None:
    tell_decision(instance, by=user)


def connect() -> None:
    """Called once, by BlogConfig.ready()."""
    providers.register_export_part("desk", desk_of)
    providers.register_export_files(desk_files_of)
    providers.register_erase_part(erase_from_desk)
    providers.register_may_still_see(SOURCE, posts_still_told)
    providers.register_readers_of(SOURCE, post_still_told_to)
    providers.register_quoted(NotificationKind.POST_DECIDED, verdict_quoted)
    register_groups_of_role(groups_of_role)
    # Files that Wagtail makes of pictures; those that were brought stay in a folder of their own.
    register_lasting_files("images")
    _connect_pages()
    _connect_review()


def _connect_pages() -> None:
    for changed in (signals.page_published, signals.page_slug_changed, signals.post_page_move):
        changed.connect(page_changed, dispatch_uid="blog.page_changed")
    signals.page_unpublished.connect(page_unpublished, dispatch_uid="blog.page_unpublished")


def _connect_review() -> None:
    signals.task_submitted.connect(review_wanted, dispatch_uid="blog.review_wanted")
    for over in (signals.task_approved, signals.task_rejected, signals.task_cancelled):
        over.connect(review_over, dispatch_uid="blog.review_over")
    for decided in (signals.workflow_approved, signals.workflow_rejected):
        decided.connect(review_decided, dispatch_uid="blog.review_decided")
