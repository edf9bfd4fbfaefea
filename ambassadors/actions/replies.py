"""Answering a mention: the intent is written down first, by whoever has it, and sent from there once.

Where the network lets no program send it, a person sends it through the network's own page and says
so here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.bells import ring_after_commit
from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item, end_claim
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.channels.base import Adapter
from ambassadors.desk import desk_now
from ambassadors.drafting import check_text, needs_second_reader, signed
from ambassadors.enums import Kind, OutgoingKind, OutgoingState, State, Step
from ambassadors.models import Contact, HandOff, Item, Macro, Mention, Outgoing
from ambassadors.models.outgoing import NOT_SENT
from ambassadors.networks import adapter_of, sends_by_itself
from ambassadors.permissions import (
    MovedOn,
    check_can_use_desk,
    check_has_claim,
    check_is_current,
    check_is_here,
)
from ambassadors.queries.claims import open_claim

BELL = "ambassadors.send"


def answer_item(
    item: Item,
    *,
    by: Member,
    text: str,
    version: int,
    macro: Macro | None = None,
    confirmed: bool = False,
    kind: OutgoingKind = OutgoingKind.ANSWER,
    hand_off: HandOff | None = None,
    at: datetime | None = None,
) -> Outgoing:
    """Write an answer down, signed, to be sent; `hand_off` is what came back, where it tells of that.
    Raises MovedOn where `by` does not have the item (any
    more), or it is not at `version` any more, and Refusal for a text that cannot go out as it is, or
    (unless `confirmed`) one with a word to be careful with."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            item = held(item)
            check_has_claim(by, item, open_claim(item), at=at)
            check_is_current(item, version)
            mention = _mention_of(item)
            adapter = adapter_of(mention)
            text = signed(text, by)
            check_text(text, adapter, desk_now().settings, macro=macro, confirmed=confirmed)
            made = Outgoing.objects.create(
                mention=mention,
                kind=kind if hand_off is None else OutgoingKind.OUTCOME,
                hand_off=hand_off,
                text=text,
                by=by,
                macro=macro,
                state=_first_state(mention, adapter, text, by),
                at=at,
                next_try_at=at,
            )
            note_step(item, Step.TRIAGED, by=by, at=at, detail={"outgoing": made.pk})
    except IntegrityError:
        raise MovedOn(_("An answer to this is on its way already.")) from None
    ring_after_commit(BELL)
    return made


@dataclass(frozen=True)
class Preview:
    """An answer as it would go out, and how long the network takes it to be."""

    text: str
    length: int
    longest: int


def preview_of(item: Item, *, by: Member, text: str) -> Preview:
    """What `answer_item` would write down. Raises Refusal for a thread, and for no member of the
    company."""
    check_can_use_desk(by)
    adapter, text = adapter_of(_mention_of(item)), signed(text, by)
    return Preview(text, adapter.length_of(text), adapter.longest)


def thank(item: Item, *, by: Member, at: datetime | None = None) -> Outgoing:
    """Praise and thanks are answered with one press: `by` has the item for it, and thanks in the
    message's language. Raises MovedOn where somebody else has it, and Refusal for what is neither."""
    at = at or timezone.now()
    if item.kind not in (Kind.PRAISE, Kind.THANKS):
        raise Refusal(_("This is neither praise nor thanks. Please write an answer."))
    claim_item(item, by=by, at=at)
    now = Item.objects.select_related("mention__contact").get(pk=item.pk)
    mention = _mention_of(now)
    contact = mention.contact
    with override(mention.language.partition("-")[0] or None):
        words = _("Thank you for saying so. It makes our day.")
    text = f"@{contact.handle} {words}" if contact else words
    return answer_item(now, by=by, text=text, version=now.version, at=at)


def _mention_of(item: Item) -> Mention:
    if item.mention is None:
        raise Refusal(_("A thread is answered on its own page."))
    return item.mention


def _first_state(mention: Mention, adapter: Adapter, text: str, by: Member) -> OutgoingState:
    if needs_second_reader(text, by, desk_now().settings):
        return OutgoingState.APPROVAL
    return _who_sends(mention, adapter)


def _who_sends(mention: Mention, adapter: Adapter, *, besides: int = 0) -> OutgoingState:
    """The worker, or a person where the network wants that; `besides` is the message itself, where it
    is written down already."""
    others = Outgoing.objects.filter(mention=mention).exclude(state__in=NOT_SENT)
    by_itself = sends_by_itself(
        mention.channel,
        adapter,
        is_summons=mention.is_summons,
        is_first=not others.exclude(pk=besides).exists(),
    )
    return OutgoingState.READY if by_itself else OutgoingState.BY_HAND


def approve_outgoing(outgoing: Outgoing, *, by: Member, at: datetime | None = None) -> None:
    """A second person has read it. Raises Refusal for one's own, and MovedOn for what waits no more."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_use_desk(by)
        row = locked(outgoing)
        if row.state != OutgoingState.APPROVAL:
            raise MovedOn(_("This does not wait for approval any more."))
        if row.by_id == by.pk:
            raise Refusal(_("You wrote this. Somebody else has to read it."))
        state = OutgoingState.READY
        if row.mention is not None:
            check_is_here(Item(mention=row.mention))
            state = _who_sends(row.mention, adapter_of(row.mention), besides=row.pk)
        _set(row, state=state, approved_by=by, next_try_at=max(at, row.planned_at or at))
        _note(row, by=by, at=at, detail={"approved": row.pk})
    ring_after_commit(BELL)


def withdraw_outgoing(outgoing: Outgoing, *, by: Member, at: datetime | None = None) -> None:
    """Not sent after all. Raises MovedOn once it is being sent, or was."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_use_desk(by)
        row = locked(outgoing)
        waits = (OutgoingState.APPROVAL, OutgoingState.READY, OutgoingState.BY_HAND)
        if row.state not in waits or row.may_be_out:
            raise MovedOn(_("It is too late to take this back: it is being sent, or was."))
        _set(row, state=OutgoingState.WITHDRAWN)
        _note(row, by=by, at=at, detail={"withdrawn": row.pk})


def confirm_outgoing(
    outgoing: Outgoing, *, by: Member, was_sent: bool, url: str = "", at: datetime | None = None
) -> None:
    """A person says whether a message is on the network: one that they sent by hand, or one of which
    nobody knew. What was not sent may be written anew. Raises MovedOn where that is known already."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_use_desk(by)
        row = locked(outgoing)
        if row.state not in (OutgoingState.BY_HAND, OutgoingState.UNKNOWN):
            raise MovedOn(_("This is settled already."))
        if was_sent:
            settle_sent(row, at=at, url=url if url.startswith("https://") else "", by=by)
        else:
            _set(row, state=OutgoingState.FAILED, error=str(_("It was not sent.")))
            _note(row, by=by, at=at, detail={"not_sent": row.pk})


def settle_sent(
    row: Outgoing,
    *,
    at: datetime,
    network_id: str = "",
    url: str = "",
    by: Member | None = None,
) -> None:
    """The message is out: its receipt, the item, and who speaks with this person. The caller holds the
    row."""
    _set(row, state=OutgoingState.SENT, sent_at=at, network_id=network_id, url=url[:500], error="")
    found, mention = item_of(row), row.mention
    if found is None or mention is None:
        desk_moved()
        return
    item = held(found)
    if mention.contact_id:
        Contact.objects.filter(pk=mention.contact_id).update(answered_at=at, answered_by=row.by)
    changes: dict[str, Any] = {}
    if item.answered_at is None:
        changes["answered_at"] = at
    if item.waits:
        changes["state"] = State.ANSWERED
        end_claim(item, at=at)
    note_step(item, Step.ANSWERED, by=by or row.by, at=at, detail={"outgoing": row.pk}, **changes)


def locked(outgoing: Outgoing) -> Outgoing:
    """The message as it stands now, held; its item is held first, as everywhere at the desk."""
    item = item_of(outgoing)
    if item is not None:
        held(item)
    rows = Outgoing.objects.select_for_update(of=("self",))
    related = ("mention__channel", "mention__contact", "channel", "by")
    return rows.select_related(*related).get(pk=outgoing.pk)


def item_of(outgoing: Outgoing) -> Item | None:
    """The piece of work that a message belongs to; a post belongs to none."""
    if outgoing.mention_id is None:
        return None
    return Item.objects.get(mention=outgoing.mention_id)


def _note(row: Outgoing, *, by: Member, at: datetime, detail: dict[str, int]) -> None:
    item = item_of(row)
    if item is None:
        desk_moved()
    else:
        note_step(item, Step.TRIAGED, by=by, at=at, detail=detail)


def _set(row: Outgoing, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    Outgoing.objects.filter(pk=row.pk).update(**changes)
