"""Looking at what came in: saying what it is, that it needs nobody, or that it is done."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import end_claim
from ambassadors.actions.steps import held, note_step
from ambassadors.enums import Ignored, Kind, Mood, State, Step
from ambassadors.models import Item, Mention, Verdict
from ambassadors.permissions import check_can_claim, check_can_use_desk
from ambassadors.queries.claims import open_claim

# What somebody may choose; the others are for the desk itself.
CHOSEN = frozenset(Ignored.values) - {
    Ignored.NOT_IGNORED,
    Ignored.RULE,
    Ignored.GONE,
    Ignored.SOLVED,
}


def ignore_item(item: Item, *, by: Member, why: str, at: datetime | None = None) -> None:
    """It needs nobody, for a reason that is written down. Raises Refusal where somebody else has it,
    and MovedOn where it is done already."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        check_can_claim(by, item, open_claim(item), at=at)
        if why not in CHOSEN:
            raise Refusal(_("Please choose why it needs no answer."))
        _check_waits(item)
        end_claim(item, at=at)
        note_step(
            item,
            Step.IGNORED,
            by=by,
            at=at,
            detail={"why": why},
            state=State.IGNORED,
            ignored=why,
            ended_at=at,
        )


def resolve_item(item: Item, *, by: Member, at: datetime | None = None) -> None:
    """Nothing is left to do. Raises Refusal for what still waits: that is answered, promoted, handed
    off or ignored first."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        check_can_claim(by, item, open_claim(item), at=at)
        if item.waits or item.state in (State.IGNORED, State.RESOLVED):
            raise Refusal(_("Only what was answered, promoted or handed off can be resolved."))
        end_claim(item, at=at)
        note_step(item, Step.RESOLVED, by=by, at=at, state=State.RESOLVED, ended_at=at)


def reopen_item(item: Item, *, by: Member, at: datetime | None = None) -> None:
    """It needs somebody after all. Where a rule had ignored it, the rule was wrong, and that is
    counted."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        check_can_claim(by, item, open_claim(item), at=at)
        if item.waits:
            raise Refusal(_("It waits already."))
        if item.ignored == Ignored.RULE:
            give_verdict(item, by=by, was_noise=False, at=at)
        put_back(item, by=by, at=at)


def put_back(item: Item, *, by: Member, at: datetime) -> None:
    """On the queue again, to be scored anew. The caller holds the item."""
    note_step(
        item,
        Step.REOPENED,
        by=by,
        at=at,
        detail={"from": item.state},
        state=State.TRIAGED,
        ignored=Ignored.NOT_IGNORED,
        ended_at=None,
        scored_at=None,
    )


def give_verdict(
    item: Item, *, by: Member, was_noise: bool, at: datetime, week: date | None = None
) -> None:
    """What a person says of something that a rule ignored; the last word holds. `week` is that of the
    sample that put it before them; what was said of a sample stays part of it."""
    said = {"rule_id": item.rule_id, "by": by, "was_noise": was_noise, "at": at}
    sampled = {} if week is None else {"week": week}
    Verdict.objects.update_or_create(item=item, defaults=said | sampled)


def correct_item(
    item: Item, *, by: Member, kind: str = "", mood: str = "", at: datetime | None = None
) -> None:
    """A person says what a message is, or how it sounds; what was guessed stays beside it. Raises
    Refusal for a word that there is not."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_use_desk(by)
        item = held(item)
        if item.mention is None or kind not in ("", *Kind.values) or mood not in ("", *Mood.values):
            raise Refusal(_("Please choose what it is."))
        said = {"kind_said": kind, "mood_said": mood}
        Mention.objects.filter(pk=item.mention.pk).update(**{k: v for k, v in said.items() if v})
        note_step(
            item,
            Step.CORRECTED,
            by=by,
            at=at,
            detail={name: value for name, value in said.items() if value},
            moves=False,
            kind=kind or item.kind,
            scored_at=None,
        )


def _check_waits(item: Item) -> None:
    if not item.waits:
        raise Refusal(_("This is done already."))
