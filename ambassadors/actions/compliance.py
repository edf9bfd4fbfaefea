"""When a message is deleted, closed or changed on its network, nothing of it stays here but ids.

The thread that was made of it stays: its words are ours.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.bells import ring_after_commit
from ambassadors.actions.claims import end_claim
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.channels.base import Vanished
from ambassadors.enums import Gone, Ignored, State, Step
from ambassadors.models import Burial, Channel, Contact, Item, Mention, Promotion
from forum.actions.handing import forget_source

BATCH = 200


def note_burials(vanished: Iterable[Vanished]) -> None:
    """Write down what is to be buried, of messages and of all that an account wrote, and ring for it.
    The caller holds the transaction."""
    asked = list(vanished)
    pairs = [(one, one.network_id) for one in asked if one.network_id]
    for one in asked:
        if one.author:
            rows = Mention.objects.filter(
                network=one.network, contact__network_id=one.author, gone=""
            )
            pairs += [(one, pk) for pk in rows.values_list("network_id", flat=True)]
    burials = [
        Burial(network=one.network, network_id=pk, why=one.why, asked_at=one.at)
        for one, pk in pairs
    ]
    Burial.objects.bulk_create(burials, ignore_conflicts=True, batch_size=500)
    if burials:
        ring_after_commit("ambassadors.bury")


def bury_waiting(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Do what the rows of Burial ask; returns how many were done. What is killed on its way is done
    again."""
    at = at or timezone.now()
    rows = list(Burial.objects.filter(done_at=None).order_by("asked_at", "pk")[:limit])
    for row in rows:
        with transaction.atomic():
            mentions = Mention.objects.filter(network=row.network, network_id=row.network_id)
            found = mentions.first()
            if found is not None and not _is_newer(found, row):
                bury_mention(found, why=Gone(row.why), at=at)
            Burial.objects.filter(pk=row.pk, done_at=None).update(
                done_at=at, found=found is not None
            )
    return len(rows)


def _is_newer(mention: Mention, row: Burial) -> bool:
    """What was heard at or after an edit is the changed message, and stays."""
    return row.why == Gone.EDITED and mention.arrived_at >= row.asked_at


def bury_mention(mention: Mention, *, why: Gone, at: datetime | None = None) -> bool:
    """Take a message off: text, address, author and what it meant. Its item is closed where nobody has
    answered it yet. Returns whether there was something to take off."""
    at = at or timezone.now()
    with transaction.atomic():
        item = Item.objects.filter(mention=mention).first()
        item = held(item) if item is not None else None
        found = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
        if found.gone:
            return False
        contact = found.contact_id
        Mention.objects.filter(pk=found.pk).update(
            text="",
            url="",
            contact=None,
            vector=b"",
            gone=why,
            gone_at=at,
            is_private=False,
            reposts=0,
        )
        _forget_contact(contact)
        for promotion in Promotion.objects.filter(mention=found, is_new=True):
            forget_source(promotion.thread_id)
        if item is not None:
            _close(item, why=why, at=at)
        desk_moved()
    return True


def _forget_contact(pk: int | None) -> None:
    """An account of which nothing is left is not kept either, unless its owner linked it."""
    if pk is not None and not Mention.objects.filter(contact=pk).exists():
        Contact.objects.filter(pk=pk, member=None).delete()


def _close(item: Item, *, why: Gone, at: datetime) -> None:
    detail = {"why": str(why)}
    if item.waits:
        end_claim(item, at=at)
        note_step(
            item,
            Step.BURIED,
            by=None,
            at=at,
            detail=detail,
            state=State.IGNORED,
            ignored=Ignored.GONE,
            ended_at=at,
            parts=[],
        )
    else:
        note_step(item, Step.BURIED, by=None, at=at, detail=detail, parts=[])


def bury_expired(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """What was kept as long as its channel says goes like what was deleted."""
    at = at or timezone.now()
    done = 0
    for channel in Channel.objects.all():
        oldest = at - timedelta(days=channel.retention_days)
        old = Mention.objects.filter(channel=channel, gone="", published_at__lt=oldest)
        for mention in old.order_by("pk")[:limit]:
            done += bury_mention(mention, why=Gone.RETENTION, at=at)
    return done
