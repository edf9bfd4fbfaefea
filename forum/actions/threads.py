"""Asking, editing, deleting threads, and saying where they stand."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.notifications import (
    notify_many,
    reword_event,
    settle_source,
    withdraw_event,
)
from accounts.enums import NotificationKind
from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.moderated import moderate
from forum.actions.pictures import bind_pictures
from forum.actions.points import settle_post
from forum.actions.sources import tell_thread
from forum.actions.texts import (
    concerned_with,
    detail_given,
    edit_cap,
    event_of,
    keep_revision,
    not_yet_told,
    plain_source,
    rendered_text,
    retell_title,
    source_of,
    tell_name_called,
    text_fields,
)
from forum.actions.votes import start_watching
from forum.enums import REASON_REQUIRED, STATES, TOLD_STATES, LinkKind, State
from forum.language import language_fields, language_said
from forum.markup import Rendered
from forum.models import Board, Thread, ThreadLink, Watch
from forum.models.threads import NOTE_LENGTH, STANDS, slug_for
from forum.permissions import (
    check_can_ask,
    check_can_delete,
    check_can_edit,
    check_can_set_state,
    check_can_undelete,
    check_reason,
)
from forum.queries.tags import MAX_TAGS, known_tags
from forum.queries.visibility import readers_among
from forum.signals import thread_changed


def ask_thread(
    board: Board,
    *,
    by: Member,
    kind: str,
    title: str,
    source: str,
    tags: Iterable[str] = (),
    language: str = "",
    follow_up_of: Thread | None = None,
    asked_on: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Thread:
    """Post a thread on `board`; whoever asks watches it.

    Arguments: `tags` are slugs, surplus ones (above MAX_TAGS) and those that `by` does not see are
    left out; `language` is guessed where nobody says it;
    `follow_up_of` is the solved thread that this one was asked after; `asked_on` says where
    somebody else asked it (forum.actions.handing.source_line), for whom `by` does.
    Raises Refusal, or TextTooLong for a body above the members' cap.
    """
    at = at or timezone.now()
    check_can_ask(by, board, kind)
    source = plain_source(source)
    with transaction.atomic():
        rendered = rendered_text(source, board=board, by=by)
        thread = Thread.objects.create(
            board=board,
            kind=kind,
            state=STATES[kind][0],
            title=title.strip(),
            slug=slug_for(title),
            author=by,
            author_role=by.role,
            last_author=by,
            created_at=at,
            active_at=at,
            asked_on=dict(asked_on or {}),
            **text_fields(rendered, source),
            **language_fields(language, title=title, html=rendered.html),
        )
        bind_pictures(thread, rendered, at=at)
        thread.tags.set(known_tags(by, tags)[:MAX_TAGS])
        Board.objects.filter(pk=board.pk).update(thread_count=F("thread_count") + 1)
        start_watching(thread, by, at=at)
        if follow_up_of is not None:
            link_threads(thread, follow_up_of, kind=LinkKind.FOLLOW_UP, by=by, at=at)
        _announce(thread, rendered, by=by, at=at)
    return thread


def _announce(thread: Thread, rendered: Rendered, *, by: Member, at: datetime) -> None:
    tell_name_called(thread, thread, rendered, by=by, at=at)
    tell_board_watchers(thread, words=rendered.gist, by=by, at=at)
    tell_thread(thread.pk)
    thread_changed.send(Thread, thread_id=thread.pk)


def tell_board_watchers(thread: Thread, *, words: str, by: Member, at: datetime) -> None:
    """Tell who watches the board, and may see it, of a new thread."""
    notify_many(
        readers_among(thread, not_yet_told(thread, watches__board_id=thread.board_id)),
        kind=NotificationKind.NEW_THREAD,
        event=event_of(thread),
        actor=by,
        words=words,
        at=at,
        **source_of(thread),
    )


def edit_thread(
    thread: Thread,
    *,
    by: Member,
    title: str,
    source: str,
    tags: Iterable[str] | None = None,
    language: str | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Thread:
    """Change title and text; the words before go into the history. An edit that changes nothing
    leaves no trace. `language` is what it is in, "" for a guess, None for as it was. Raises Refusal
    or TextTooLong."""
    at, title, source = at or timezone.now(), title.strip(), plain_source(source)
    wanted = None if tags is None else list(tags)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().select_related("board").get(pk=thread.pk)
        check_can_edit(by, thread)
        retagged = wanted is not None and retag(thread, wanted, by=by)
        rewritten = (title, source) != (thread.title, thread.source)
        relabelled = language is not None and language != language_said(thread)
        if rewritten:
            rewrite_thread(thread, title=title, source=source, by=by, note=note, at=at)
        if rewritten or relabelled:
            name_language(thread, language)
        if rewritten or retagged or relabelled:
            tell_thread(thread.pk)
            thread_changed.send(Thread, thread_id=thread.pk)
    thread.refresh_from_db()
    return thread


def rewrite_thread(
    thread: Thread, *, title: str, source: str, by: Member, note: str, at: datetime
) -> None:
    """Part of an edit, and of accepting one: the words before go into the history. `by` is who wrote
    the new ones; the caller holds the thread."""
    keep_revision(thread, by=by, note=note, at=at)
    rendered = rendered_text(source, board=thread.board, by=by, post=thread, cap=edit_cap(thread))
    bind_pictures(thread, rendered, at=at)
    Thread.objects.filter(pk=thread.pk).update(
        title=title,
        slug=slug_for(title),
        edited_at=at,
        edit_count=F("edit_count") + 1,
        **text_fields(rendered, source),
        **detail_given(thread, by=by),
    )
    retell_title(thread)
    reword_event(event_of(thread), words=rendered.gist)
    tell_name_called(thread, thread, rendered, by=by, at=at)


def name_language(thread: Thread, said: str | None) -> None:
    """Note the language that somebody said, or else guess it from the words as they are now."""
    thread.refresh_from_db(fields=["title", "html"])
    said = language_said(thread) if said is None else said
    fields = language_fields(said, title=thread.title, html=thread.html)
    Thread.objects.filter(pk=thread.pk).update(**fields)


def retag(thread: Thread, wanted: list[str], *, by: Member) -> bool:
    """Leave the tags of a thread that are still wanted, however many an importer set, and add
    others up to MAX_TAGS in all. Says whether something changed."""
    before = {tag.slug: tag for tag in thread.tags.all()}
    if set(wanted) == set(before):
        return False
    kept = [before[slug] for slug in wanted if slug in before]
    added = known_tags(by, [slug for slug in wanted if slug not in before])
    thread.tags.set([*kept, *added[: max(0, MAX_TAGS - len(kept))]])
    return True


def delete_thread(thread: Thread, *, by: Member, at: datetime | None = None) -> None:
    """Hide a thread with all its replies; it can be brought back. Raises Refusal."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_delete(by, thread)
        Thread.objects.filter(pk=thread.pk).update(deleted_at=at or timezone.now(), deleted_by=by)
        Board.objects.filter(pk=thread.board_id).update(thread_count=F("thread_count") - 1)
        settle_source("thread", thread.pk)
        settle_post(Thread.objects.get(pk=thread.pk), at=at)
        thread_changed.send(Thread, thread_id=thread.pk)


def undelete_thread(thread: Thread, *, by: Member, at: datetime | None = None) -> None:
    """Bring a deleted thread back. Raises Refusal."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_undelete(by, thread)
        Thread.objects.filter(pk=thread.pk).update(**STANDS)
        Board.objects.filter(pk=thread.board_id).update(thread_count=F("thread_count") + 1)
        settle_post(Thread.objects.get(pk=thread.pk), at=at)
        thread_changed.send(Thread, thread_id=thread.pk)


def set_state(
    thread: Thread, *, by: Member, state: str, note: str = "", at: datetime | None = None
) -> None:
    """Say where a thread stands.

    A problem that becomes fixed counts as solved; leaving "fixed" takes that back unless a
    Solution stands. Raises Refusal, also for a state of another kind or a missing reason.
    """
    at, note = at or timezone.now(), note.strip()[:300]
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_set_state(by, thread)
        if state not in STATES[thread.kind]:
            raise Refusal(_("A thread of this kind cannot be in that state."))
        if state in REASON_REQUIRED and not note:
            raise Refusal(_("Please give the reason: people deserve to know why not."))
        stands = thread.solutions.filter(withdrawn_at=None).first()
        fixed_at = (thread.fixed_at or at) if state == State.FIXED else None
        tell_state(thread, state=state, note=note, by=by, at=at)
        tell_fixed(thread, fixed=state == State.FIXED, words=note, by=by, at=at)
        Thread.objects.filter(pk=thread.pk).update(
            state=state,
            state_note=note,
            fixed_at=fixed_at,
            is_solved=bool(stands or fixed_at),
            solved_at=stands.at if stands else fixed_at,
        )
        thread_changed.send(Thread, thread_id=thread.pk)


def tell_state(thread: Thread, *, state: str, note: str, by: Member, at: datetime) -> None:
    """Tell whoever asked, and who watches, that a thread came to a state that matters to them,
    once per change. Part of setting the state."""
    if state == thread.state or state not in TOLD_STATES:
        return
    # Noted in the code's language; read in the reader's (forum.receivers.state_quoted).
    with translation.override(settings.LANGUAGE_CODE):
        words = f"{State(state).label}. {note}".strip()
    watching = Watch.objects.filter(thread=thread, member=OuterRef("pk"))
    told = Member.objects.filter(Q(pk=thread.author_id) | Exists(watching))
    notify_many(
        readers_among(thread, told),
        kind=NotificationKind.STATE,
        event=f"{event_of(thread, 'state')}:{state}:{at.timestamp():.6f}",
        actor=by,
        words=words,
        at=at,
        **source_of(thread),
    )


def tell_fixed(thread: Thread, *, fixed: bool, words: str, by: Member, at: datetime) -> None:
    """Tell who watches or has it too that a problem is fixed, once per thread, also where a
    workaround stands; what was not sent yet is taken back when it turns out not to be.
    Part of setting the state."""
    if not fixed and thread.state == State.FIXED:
        withdraw_event(event_of(thread, "fixed"))
    if fixed and thread.state != State.FIXED:
        notify_many(
            readers_among(thread, concerned_with(thread)),
            kind=NotificationKind.SOLVED,
            event=event_of(thread, "fixed"),
            actor=by,
            words=words,
            at=at,
            **source_of(thread),
        )


def lock_thread(
    thread: Thread, *, by: Member, reason: str, at: datetime | None = None
) -> AuditEntry | None:
    """Close a thread to new replies, with a reason that everyone reads. Raises Refusal, also
    without a reason."""
    reason = reason.strip()[:NOTE_LENGTH]

    def lock(locked: Thread) -> None:
        check_can_set_state(by, locked)
        if not reason:
            raise Refusal(_("Please give the reason: people deserve to know why not."))
        Thread.objects.filter(pk=locked.pk).update(is_locked=True, locked_reason=reason)

    return moderate(thread, "lock", by=by, reason=reason, at=at, change=lock)


def unlock_thread(
    thread: Thread, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Open a locked thread again. Raises Refusal, also without a reason for another's."""
    reason = reason.strip()[:NOTE_LENGTH]

    def unlock(locked: Thread) -> None:
        check_can_set_state(by, locked)
        check_reason(by, locked, reason)
        Thread.objects.filter(pk=locked.pk).update(is_locked=False, locked_reason="")

    return moderate(thread, "unlock", by=by, reason=reason, at=at, change=unlock)


def link_threads(
    thread: Thread, to: Thread, *, kind: str, by: Member | None, at: datetime | None = None
) -> None:
    """Link `thread` to another; doing it twice is doing it once."""
    ThreadLink.objects.get_or_create(
        thread=thread, to=to, kind=kind, defaults={"by": by, "created_at": at or timezone.now()}
    )
