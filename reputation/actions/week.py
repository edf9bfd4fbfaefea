"""The member of the week: an ambassador's choice, from evidence, with words of thanks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.actions.notifications import notify
from accounts.enums import NotificationKind
from accounts.languages import of_member
from accounts.models import Member
from accounts.refusals import Refusal
from reputation.daily import day_of
from reputation.models import MemberOfTheWeek
from reputation.models.honours import EVIDENCE_LENGTH
from reputation.periods import week_of
from reputation.queries.standing import unlisted


def choose_member_of_the_week(
    member: Member, *, words: str, by: Member, at: datetime | None = None
) -> MemberOfTheWeek:
    """Thank one customer on the home page for this week; a second choice in the same week replaces
    the first. `words` say for what. Raises Refusal."""
    at, words = at or timezone.now(), words.strip()
    check_can_choose(by, member, words)
    week = week_of(day_of(at))
    with transaction.atomic():
        row, _made = MemberOfTheWeek.objects.update_or_create(
            week=week, defaults={"member": member, "words": words, "by": by, "at": at}
        )
        note_act(
            "member of the week",
            by=by,
            object_kind="member",
            object_id=member.pk,
            label=member.display_name,
            url=member.get_absolute_url(),
            reason=words[:300],
            at=at,
        )
        _tell(row, by=by, at=at)
    return row


def check_can_choose(by: Member, member: Member, words: str) -> None:
    """Raises Refusal with what is wrong."""
    if not by.is_company:
        raise Refusal(_("Only an ambassador chooses the member of the week."))
    if member.is_company:
        raise Refusal(_("The member of the week is a customer."))
    if not member.is_active:
        raise Refusal(_("This account is closed."))
    if unlisted().filter(member=member).exists():
        raise Refusal(_("%(name)s asked not to be named.") % {"name": member.display_name})
    if not 1 <= len(words) <= EVIDENCE_LENGTH:
        raise Refusal(_("Say for what, in up to %(most)s characters.") % {"most": EVIDENCE_LENGTH})


def _tell(row: MemberOfTheWeek, *, by: Member, at: datetime) -> None:
    with translation.override(of_member(row.member)):
        title = _("You are the member of the week")
    notify(
        row.member,
        kind=NotificationKind.BADGE,
        event=f"week:{row.week}",
        source_kind="week_member",
        source_id=row.pk,
        actor=by,
        title=title,
        words=row.words[:200],
        url="/",
        at=at,
    )
