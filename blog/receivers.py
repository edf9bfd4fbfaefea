"""What the help blog notes down when rooms below change something, and what Wagtail says of posts."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import providers
from accounts.bells import ring_after_commit
from accounts.enums import NotificationKind
from accounts.files import register_lasting_files
from accounts.models import Member
from accounts.roles import register_groups_of_role
from blog.actions import erase_from_desk, settle_post
from blog.actions.backlinks import concerning
from blog.actions.checks import note_threads
from blog.actions.effects import give_posts
from blog.actions.groups import groups_of_role
from blog.actions.moves import mark_stale, note_places, settle_moves
from blog.actions.publishing import withdraw_post
from blog.actions.review import (
    SOURCE,
    ask_review,
    close_review,
    tell_decision,
    tell_off_the_pages,
)
from blog.models import Post
from blog.queries import desk_files_of, desk_of
from blog.queries.posts import live_posts
from blog.queries.sections import count_of, newest_on_home, page_of
from blog.queries.told import post_still_told_to, posts_still_told, verdict_quoted
from forum.providers import register_home_section
from forum.signals import thread_changed, threads_changed

WHILE_WAITED_FOR = 20


def note_thread(sender: Any, thread_id: int, **more: Any) -> None:
    """A thread that has to do with posts changed: a task works out what that means."""
    note_many(sender, [thread_id])


def note_many(sender: Any, thread_ids: Collection[int], **more: Any) -> None:
    """The same of many, as an import writes them."""
    note_threads(concerning(thread_ids).values_list("pk", flat=True))


def published(sender: Any, instance: Any, **more: Any) -> None:
    """Wagtail made a page live."""
    if isinstance(instance, Post):
        settle_post(instance.pk)
    else:
        note_places([instance])


def unpublished(sender: Any, instance: Any, **more: Any) -> None:
    """Wagtail takes a page off, or is about to delete it."""
    if isinstance(instance, Post):
        withdraw_post(instance.pk)


def moved(sender: Any, instance: Any, **more: Any) -> None:
    """A page has another address, and so has everything under it: settled here as far as somebody
    can wait for it, and the rest by the task."""
    if instance.live:
        before = more.get("url_path_before") or more["instance_before"].url_path
        note_places([instance], before=before)
    settle_moves()
    pks = list(Post.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True))
    mark_stale(pks)
    for pk in pks[:WHILE_WAITED_FOR]:
        settle_post(pk)
    if len(pks) > WHILE_WAITED_FOR:
        ring_after_commit("blog.settle")


def may_still_see(member: Any, ids: Any) -> set[int]:
    """Of these posts those that may still be told of: drafts are their authors' alone."""
    own = Post.objects.filter(author=member, pk__in=ids).values_list("pk", flat=True)
    return {*live_posts().filter(pk__in=ids).values_list("pk", flat=True), *own}


def taken_off(sender: Any, instance: Any, **more: Any) -> None:
    """A page went off the pages, by somebody or because its time is over."""
    from wagtail.log_actions import get_active_log_context

    if isinstance(instance, Post):
        by = get_active_log_context().user
        tell_off_the_pages(instance, by=by if isinstance(by, Member) else None)


def review_wanted(sender: Any, instance: Any, user: Member | None, **more: Any) -> None:
    ask_review(instance, by=user)


def review_over(sender: Any, instance: Any, **more: Any) -> None:
    close_review(instance)


def review_decided(sender: Any, instance: Any, user: Member | None, **more: Any) -> None:
    tell_decision(instance, by=user)


def connect() -> None:
    """Called once, by BlogConfig.ready()."""
    from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

    thread_changed.connect(note_thread, dispatch_uid="blog.note_thread")
    threads_changed.connect(note_many, dispatch_uid="blog.note_many")
    page_published.connect(published, dispatch_uid="blog.published")
    page_unpublished.connect(unpublished, dispatch_uid="blog.unpublished")
    page_slug_changed.connect(moved, dispatch_uid="blog.slug_changed")
    post_page_move.connect(moved, dispatch_uid="blog.moved")
    register_home_section(newest_on_home)
    providers.register_profile_section(
        providers.ProfileSection(
            "howtos",
            _("How-tos"),
            _("how-tos"),
            _("No how-tos yet."),
            "blog/_profile_posts.html",
            count_of,
            page_of,
            place=1,
        )
    )
    providers.register_may_still_see("post", may_still_see)
    providers.register_export_part("desk", desk_of)
    providers.register_export_files(desk_files_of)
    providers.register_erase_part(erase_from_desk)
    providers.register_merge_part(give_posts)
    register_groups_of_role(groups_of_role)
    # What Wagtail makes of pictures; those that were brought stay in a folder that nobody sees.
    register_lasting_files("images")
    _connect_review()


def _connect_review() -> None:
    from wagtail import signals

    providers.register_may_still_see(SOURCE, posts_still_told)
    providers.register_readers_of(SOURCE, post_still_told_to)
    providers.register_quoted(NotificationKind.POST_DECIDED, verdict_quoted)
    signals.page_unpublished.connect(taken_off, dispatch_uid="blog.taken_off")
    signals.task_submitted.connect(review_wanted, dispatch_uid="blog.review_wanted")
    for over in (signals.task_approved, signals.task_rejected, signals.task_cancelled):
        over.connect(review_over, dispatch_uid="blog.review_over")
    for decided in (signals.workflow_approved, signals.workflow_rejected):
        decided.connect(review_decided, dispatch_uid="blog.review_decided")
