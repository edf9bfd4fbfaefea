"""Who may do what at the desk. All of it is for the company's own people."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Member
from accounts.permissions import check_is_company
from accounts.refusals import Refusal
from ambassadors.models import Claim, Department, HandOff, Item, PrivateForm
from ambassadors.models.items import REASON_LENGTH


class MovedOn(Refusal):
    """What somebody was about to do was overtaken; the page shows what is there now."""

    status = 409


def check_can_use_desk(by: Member) -> None:
    """Raises Refusal for everybody but the company's people."""
    check_is_company(by)


def check_can_claim(by: Member, item: Item, claim: Claim | None, *, at: datetime) -> None:
    """Raises Refusal where somebody else has it; `claim` is the one that stands open."""
    check_can_use_desk(by)
    check_is_here(item)
    if claim is not None and claim.by_id != by.pk and claim.until > at:
        words = _("%(name)s has this until %(time)s. You can take it over and say why.")
        until = f"{claim.until:%H:%M} UTC"
        raise MovedOn(words % {"name": claim.by.display_name, "time": until})


def check_can_take_over(by: Member, item: Item, reason: str) -> str:
    """The reason, without which nobody takes anything from anybody. Raises Refusal."""
    check_can_use_desk(by)
    check_is_here(item)
    reason = " ".join(reason.split())[:REASON_LENGTH]
    if not reason:
        raise Refusal(_("Please say why you take it over: the other person reads it."))
    return reason


def check_length(text: str, most: int, sentence: str) -> str:
    """The text without its margins. Raises Refusal, with `sentence` in which %(most)s is `most`, for one
    that is empty or too long."""
    text = text.strip()
    if not 0 < len(text) <= most:
        raise Refusal(sentence % {"most": most})
    return text


def check_has_claim(by: Member, item: Item, claim: Claim | None, *, at: datetime) -> None:
    """Raises MovedOn where `by` does not hold the item now."""
    check_can_use_desk(by)
    check_is_here(item)
    if claim is None or claim.until <= at:
        raise MovedOn(
            _("Your claim has run out. Claim it again: nobody else has done anything yet.")
        )
    if claim.by_id != by.pk:
        words = _("%(name)s has taken this over. Your words are still in the box.")
        raise MovedOn(words % {"name": claim.by.display_name})


def check_can_end_hand_off(by: Member, row: HandOff) -> None:
    """Whoever has it, its department, whoever handed it off, and staff. Raises Refusal for others."""
    check_can_use_desk(by)
    concerned = by.pk in (row.owner_id, row.by_id) or by.role == Role.STAFF or by.is_superuser
    if not (concerned or row.department.members.filter(pk=by.pk).exists()):
        raise Refusal(_("This is with another department: who works there says what came of it."))


def check_can_read_private(by: Member, row: PrivateForm) -> None:
    """Whoever asked, and the department that they asked for. Raises Refusal for others, staff too."""
    check_can_use_desk(by)
    theirs = Department.objects.filter(pk=row.department_id or 0, members=by)
    if row.by_id != by.pk and not theirs.exists():
        raise Refusal(_("Only whoever asked, and the department it is for, read this."))


def check_is_current(item: Item, version: int) -> None:
    """Raises MovedOn where the item changed since the page that `by` acts from."""
    if item.version != version:
        raise MovedOn(
            _("This has moved on since you opened it. Please look again before you send.")
        )


def check_is_here(item: Item) -> None:
    """Raises MovedOn for a message that is gone from its network."""
    if item.mention is not None and item.mention.gone:
        raise MovedOn(_("This message is gone from its network, so there is nothing to answer."))
