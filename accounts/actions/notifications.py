"""Telling members: rows first, mail later (accounts.actions.deliveries sends it)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Left, Replace
from django.utils import timezone

from accounts import bells
from accounts.channels import channel_of, due_at
from accounts.enums import MUTABLE, Channel, DeliveryState, NotificationKind
from accounts.models import Delivery, Member, Notification
from accounts.providers import BATCH, readers_of, still_visible
from accounts.queries.mutes import listening

TITLE, WORDS, URL = 200, 400, 300


def notify(member: Member, **what: Any) -> int:
    """Tell one member, once per kind and event; arguments as of `notify_many`."""
    return notify_many([member], **what)


def notify_many(
    members: Iterable[Member],
    *,
    kind: NotificationKind | str,
    event: str,
    source_kind: str,
    source_id: int,
    actor: Member | None,
    title: str,
    words: str,
    url: str,
    at: datetime | None = None,
    delay: timedelta = timedelta(),
) -> int:
    """Tell members of an event: a line in the inbox each, and a mail as they chose for the kind,
    in the caller's transaction. The actor, who muted the actor, and who cannot sign in, are passed
    over.

    Arguments: `event` names what happened, unique per kind (as "reply:17"); `source_kind` and
    `source_id` name what must still be visible when the mail goes out; `url` is a path of ours;
    `delay` keeps the mail back, for what is often undone at once. An event that was withdrawn and
    happens again shows again, as it is now; its mail is never sent twice. Returns how many were asked for.
    """
    at = at or timezone.now()
    told = {m.pk: m for m in members if _reachable(m) and (actor is None or m.pk != actor.pk)}
    hears = listening(told, to=actor if kind in MUTABLE else None) if told else ()
    told = {pk: told[pk] for pk in told if pk in hears}
    rows = [
        Notification(
            member=member,
            kind=str(kind),
            event=event,
            source_kind=source_kind,
            source_id=source_id,
            actor=actor,
            title=title[:TITLE],
            words=words[:WORDS],
            url=url[:URL],
            created_at=at,
        )
        for member in told.values()
    ]
    if rows:
        with transaction.atomic():
            _write(rows, told, kind=str(kind), event=event, at=at, delay=delay)
        bells.ring_notifications()
    return len(rows)


def _reachable(member: Member) -> bool:
    """As far as their own row tells; whether an address is proven is asked for all at once."""
    return bool(member.email) and member.is_active


def _write(
    rows: list[Notification],
    told: dict[int, Member],
    *,
    kind: str,
    event: str,
    at: datetime,
    delay: timedelta,
) -> None:
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    kept = Notification.objects.filter(kind=kind, event=event, member__in=told)
    again = {name: getattr(rows[0], name) for name in ("actor", "title", "words", "url")}
    kept.exclude(withdrawn_at=None).update(withdrawn_at=None, read_at=None, created_at=at, **again)
    _wake(Delivery.objects.filter(notification__in=kept), at=at + delay)
    mailed = Delivery.objects.filter(notification__in=kept).values_list("notification", flat=True)
    known = set(mailed)
    deliveries = []
    for pk, member_id in kept.values_list("pk", "member_id"):
        channel = channel_of(told[member_id], kind)
        # One mail at most for each, whatever channel was chosen since.
        if channel != Channel.OFF and pk not in known:
            due = due_at(told[member_id], channel, at + delay)
            deliveries.append(
                Delivery(notification_id=pk, channel=channel, due_at=due, next_try_at=due)
            )
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=BATCH)


def _wake(rows: QuerySet[Delivery], *, at: datetime) -> None:
    """What was taken back before it was sent goes out after all: at `at`, or with the next digest."""
    back = rows.filter(state=DeliveryState.WITHDRAWN, sent_at=None)
    for row in back.select_related("notification__member"):
        due = due_at(row.notification.member, Channel(row.channel), at)
        Delivery.objects.filter(pk=row.pk).update(
            state=DeliveryState.WAITING, tries=0, due_at=due, next_try_at=due
        )


def withdraw_event(event: str, *, at: datetime | None = None) -> None:
    """Take back what an event told, in the transaction that undoes it: the lines of inboxes, and
    the mails that have not gone out."""
    rows = Notification.objects.filter(event=event, withdrawn_at=None)
    Delivery.objects.filter(
        notification__in=Notification.objects.filter(event=event), state=DeliveryState.WAITING
    ).update(state=DeliveryState.WITHDRAWN)
    rows.update(withdrawn_at=at or timezone.now())


def restore_event(event: str, *, at: datetime | None = None) -> None:
    """Bring back what `withdraw_event` took, in the transaction that undoes the undoing. Who may
    not see it any more finds it read: figures do not speak of it."""
    rows = Notification.objects.filter(event=event).exclude(withdrawn_at=None)
    for kind, pk in set(rows.values_list("source_kind", "source_id")):
        readers = readers_of((kind, pk), Member.objects.all())
        _settle(rows.filter(source_kind=kind, source_id=pk), but_for=readers)
    _wake(Delivery.objects.filter(notification__in=rows), at=at or timezone.now())
    if rows.update(withdrawn_at=None):
        bells.ring_notifications()


def settle_unseen(member: Member) -> int:
    """Mark as read what the member may no longer see, so that no figure speaks of it: for who
    changes what a member may see. What is taken back now may come back, and is marked as well.
    Returns how many lines that were."""
    new = member.notifications.filter(read_at=None)
    sources = set(new.values_list("source_kind", "source_id"))
    hidden: dict[str, list[int]] = {}
    for kind, pk in sorted(sources - still_visible(member, sources)):
        hidden.setdefault(kind, []).append(pk)
    # In batches: a database takes only so many in one query, and SQLite nests no deeper than 1000.
    return sum(
        _mark(new.filter(source_kind=kind, source_id__in=ids[start : start + BATCH]), member)
        for kind, ids in hidden.items()
        for start in range(0, len(ids), BATCH)
    )


def settle_source(
    source_kind: str, source_id: int, *, but_for: QuerySet[Member] | None = None
) -> None:
    """Mark as read what was told of a source that is hidden from most: figures speak of it no more.
    `but_for` are the members who still see it."""
    rows = Notification.objects.filter(source_kind=source_kind, source_id=source_id)
    _settle(rows, but_for=but_for)


def settle_sources(source_kind: str, ids: QuerySet[Any, int], *, but_for: QuerySet[Member]) -> None:
    """The same for all sources that the query `ids` names, in one statement."""
    rows = Notification.objects.filter(source_kind=source_kind, source_id__in=ids)
    _settle(rows, but_for=but_for)


def _settle(rows: QuerySet[Notification], *, but_for: QuerySet[Member] | None) -> None:
    if but_for is not None:
        rows = rows.exclude(member__in=but_for)
    rows.filter(read_at=None).update(read_at=timezone.now())


def reword_event(event: str, *, words: str) -> None:
    """What inboxes and mails quote of a text, after the text was edited."""
    Notification.objects.filter(event=event).update(words=words[:WORDS])


def retitle_source(
    source_kinds: Collection[str], source_id: int, *, title: str, moved: tuple[str, str]
) -> None:
    """What inboxes and mails call a source, after its title was edited; `moved` are the path where
    it was and the one where it is."""
    rows = Notification.objects.filter(source_kind__in=source_kinds, source_id=source_id)
    url = Replace("url", Value(moved[0]), Value(moved[1]))
    rows.update(title=title[:TITLE], url=Left(url, URL))


def mark_read(member: Member, *, source_kind: str, source_id: int, by: Member) -> int:
    """Mark what `member` was told of one source as read; returns how many lines were new."""
    return _mark(member.notifications.filter(source_kind=source_kind, source_id=source_id), by)


def mark_all_read(member: Member, *, by: Member) -> int:
    """Mark everything as read; returns how many lines were new."""
    return _mark(member.notifications.all(), by)


def _mark(rows: Any, by: Member) -> int:
    changed: int = rows.filter(member=by, read_at=None).update(read_at=timezone.now())
    return changed
