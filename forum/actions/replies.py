"""Answers and comments: post, edit, delete, bring back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.actions.notifications import (
    notify_many,
    restore_event,
    reword_event,
    withdraw_event,
)
from accounts.enums import NotificationKind
from accounts.models import Member
from forum.actions import recommendations, solutions
from forum.actions.pictures import bind_pictures
from forum.actions.points import settle_post
from forum.actions.sources import tell_reply
from forum.actions.texts import (
    detail_given,
    edit_cap,
    event_of,
    keep_revision,
    not_yet_told,
    plain_source,
    rendered_text,
    source_of,
    tell_name_called,
    text_fields,
)
from forum.actions.votes import start_watching
from forum.models import Comment, Reply, Thread
from forum.models.replies import COMMENT_LENGTH
from forum.models.threads import STANDS
from forum.permissions import (
    check_can_comment,
    check_can_delete,
    check_can_delete_comment,
    check_can_edit,
    check_can_reply,
    check_can_undelete,
    check_can_undelete_comment,
    check_may_comment_everywhere,
)
from forum.queries.visibility import readers_among
from forum.signals import thread_changed


def post_reply(thread: Thread, *, by: Member, source: str, at: datetime | None = None) -> Reply:
    """Answer a thread; the answerer watches it and the others who watch are told.
    Raises Refusal or TextTooLong."""
    at, source = at or timezone.now(), plain_source(source)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().select_related("board").get(pk=thread.pk)
        check_can_reply(by, thread)
        rendered = rendered_text(source, board=thread.board, by=by)
        reply = Reply.objects.create(
            thread=thread,
            author=by,
            author_role=by.role,
            created_at=at,
            **text_fields(rendered, source),
        )
        bind_pictures(reply, rendered, at=at)
        _count_replies(thread, 1, **detail_given(thread, by=by))
        tell_name_called(thread, reply, rendered, by=by, at=at)
        tell_watchers(thread, reply, words=rendered.gist, by=by, at=at)
        start_watching(thread, by, at=at)
        tell_reply(reply)
        thread_changed.send(Thread, thread_id=thread.pk)
    return reply


def tell_watchers(thread: Thread, reply: Reply, *, words: str, by: Member, at: datetime) -> None:
    """Tell who watches the thread and may see it; whoever asked hears that it is an answer."""
    watching = not_yet_told(reply, watches__thread=thread)
    asker = watching.filter(pk=thread.author_id)
    asks = thread.is_solvable and not thread.is_solved
    kinds = [
        (NotificationKind.ANSWER if asks else NotificationKind.REPLY, asker),
        (NotificationKind.REPLY, watching.exclude(pk=thread.author_id)),
    ]
    for kind, members in kinds:
        notify_many(
            readers_among(thread, members),
            kind=kind,
            event=event_of(reply),
            actor=by,
            words=words,
            at=at,
            **source_of(thread, reply),
        )


def edit_reply(
    reply: Reply, *, by: Member, source: str, note: str = "", at: datetime | None = None
) -> Reply:
    """Change an answer's words; those before go into the history. Raises Refusal or TextTooLong."""
    at, source = at or timezone.now(), plain_source(source)
    with transaction.atomic():
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        check_can_edit(by, reply)
        if source == reply.source:
            return reply
        keep_revision(reply, by=by, note=note, at=at)
        rendered = rendered_text(
            source, board=reply.thread.board, by=by, post=reply, cap=edit_cap(reply)
        )
        bind_pictures(reply, rendered, at=at)
        Reply.objects.filter(pk=reply.pk).update(
            edited_at=at, edit_count=F("edit_count") + 1, **text_fields(rendered, source)
        )
        reword_event(event_of(reply), words=rendered.gist)
        tell_name_called(reply.thread, reply, rendered, by=by, at=at)
        thread_changed.send(Thread, thread_id=reply.thread_id)
    reply.refresh_from_db()
    return reply


def delete_reply(reply: Reply, *, by: Member, at: datetime | None = None) -> None:
    """Hide an answer, and take back the marks on it: if it was the Solution, the thread is unsolved
    again. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=reply.thread_id)
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        check_can_delete(by, reply)
        Reply.objects.filter(pk=reply.pk).update(deleted_at=at, deleted_by=by)
        solutions.withdraw_for_deletion(thread, reply, by=by, at=at)
        recommendations.withdraw_for_deletion(reply, by=by, at=at)
        _withdraw_events(reply)
        _count_replies(thread, -1)
        settle_post(_as_it_stands(reply, thread), at=at)
        thread_changed.send(Thread, thread_id=thread.pk)


def _as_it_stands(reply: Reply, thread: Thread) -> Reply:
    now = Reply.objects.get(pk=reply.pk)
    now.thread = thread
    return now


def _withdraw_events(reply: Reply) -> None:
    """What was not sent yet of an answer and of the notes under it."""
    withdraw_event(event_of(reply))
    for comment in reply.comments.filter(deleted_at=None).only("pk"):
        withdraw_event(event_of(comment))


def _restore_events(reply: Reply, *, at: datetime) -> None:
    restore_event(event_of(reply), at=at)
    for comment in reply.comments.filter(deleted_at=None).only("pk"):
        restore_event(event_of(comment), at=at)


def undelete_reply(reply: Reply, *, by: Member, at: datetime | None = None) -> None:
    """Bring an answer back, and the marks that the deletion took. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=reply.thread_id)
        reply = Reply.objects.select_for_update().get(pk=reply.pk)
        check_can_undelete(by, reply)
        deleted_at = reply.deleted_at
        Reply.objects.filter(pk=reply.pk).update(**STANDS)
        solutions.reinstate_after_undelete(thread, reply, deleted_at=deleted_at, at=at)
        recommendations.reinstate_after_undelete(reply, deleted_at=deleted_at, at=at)
        _restore_events(reply, at=at)
        _count_replies(thread, 1)
        settle_post(_as_it_stands(reply, thread), at=at)
        thread_changed.send(Thread, thread_id=thread.pk)


def _count_replies(thread: Thread, by: int, **more: Any) -> None:
    """Move the reply count and find who spoke last among what stands; `more` columns with it."""
    last = thread.replies.filter(deleted_at=None).order_by("-created_at", "-pk").first()
    Thread.objects.filter(pk=thread.pk).update(
        reply_count=F("reply_count") + by,
        active_at=max(last.created_at, thread.created_at) if last else thread.created_at,
        last_author_id=last.author_id if last else thread.author_id,
        **more,
    )


def comment_on(
    post: Thread | Reply, *, by: Member, source: str, at: datetime | None = None
) -> Comment:
    """Add a short note under an answer or an opening post; its author, whoever asked, and who
    takes part in that row are told. Raises Refusal or TextTooLong."""
    at, source = at or timezone.now(), plain_source(source)
    reply = post if isinstance(post, Reply) else None
    with transaction.atomic():
        thread = _locked_thread(post)
        check_can_comment(by, post)
        check_may_comment_everywhere(by, post)
        rendered = rendered_text(source, board=thread.board, by=by, cap=COMMENT_LENGTH)
        comment = Comment.objects.create(
            thread=thread,
            reply=reply,
            author=by,
            source=source,
            html=rendered.html,
            markup_version=rendered.version,
            created_at=at,
        )
        bind_pictures(comment, rendered, at=at)
        _count_comments(post, 1)
        if changes := detail_given(thread, by=by):
            Thread.objects.filter(pk=thread.pk).update(**changes)
        tell_name_called(thread, comment, rendered, by=by, at=at)
        tell_row(thread, comment, post, words=rendered.gist, by=by, at=at)
        thread_changed.send(Thread, thread_id=thread.pk)
    return comment


def tell_row(
    thread: Thread, comment: Comment, post: Thread | Reply, *, words: str, by: Member, at: datetime
) -> None:
    """Tell the author of what was commented on, whoever asked, and those already in that row of
    comments, as far as they may see it."""
    row = Comment.objects.filter(thread=thread, reply=comment.reply, deleted_at=None)
    people = [post.author_id, thread.author_id, *row.values_list("author_id", flat=True)]
    notify_many(
        readers_among(thread, not_yet_told(comment, pk__in=set(people))),
        kind=NotificationKind.REPLY,
        event=event_of(comment),
        actor=by,
        words=words,
        at=at,
        **source_of(thread, comment),
    )


def _locked_thread(post: Thread | Reply) -> Thread:
    """The thread as it stands now, locked or deleted meanwhile or not; `post` is told."""
    pk = post.thread_id if isinstance(post, Reply) else post.pk
    thread = Thread.objects.select_for_update().select_related("board").get(pk=pk)
    if isinstance(post, Reply):
        post.thread = thread
    else:
        post.deleted_at, post.is_locked = thread.deleted_at, thread.is_locked
    return thread


def delete_comment(comment: Comment, *, by: Member, at: datetime | None = None) -> None:
    """Hide a comment. Raises Refusal; a comment deleted twice is deleted once."""
    with transaction.atomic():
        check_can_delete_comment(by, comment)
        gone = Comment.objects.filter(pk=comment.pk, deleted_at=None).update(
            deleted_at=at or timezone.now(), deleted_by=by
        )
        if gone:
            _count_comments(comment.reply or comment.thread, -1)
            withdraw_event(event_of(comment))
            thread_changed.send(Thread, thread_id=comment.thread_id)


def undelete_comment(comment: Comment, *, by: Member) -> None:
    """Bring a comment back. Raises Refusal."""
    with transaction.atomic():
        check_can_undelete_comment(by, comment)
        gone = Comment.objects.filter(pk=comment.pk, deleted_at__isnull=False)
        if gone.update(**STANDS):
            restore_event(event_of(comment))
            _count_comments(comment.reply or comment.thread, 1)
            thread_changed.send(Thread, thread_id=comment.thread_id)


def _count_comments(post: Thread | Reply, by: int) -> None:
    rows = type(post)._default_manager.filter(pk=post.pk)
    rows.update(comment_count=F("comment_count") + by)
