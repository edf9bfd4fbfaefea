"""A superuser programme for tests: who reviews, and a term that has begun."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import Member, Notification
from reputation.actions.nominations import nominate_member, review_nomination
from reputation.actions.terms import accept_invitation
from reputation.models import Nomination, Term, Tier
from reputation.queries.programme import guidelines_now
from tests.conftest import make_member

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make_tier(key: str = "superuser", **more: Any) -> Tier:
    """A tier that asks for nothing but a Solution, unless `more` says so."""
    asked = {"least_points": 0, "least_solutions": 1, "least_askers": 0, "window_days": None}
    return Tier.objects.update_or_create(key=key, defaults={"name": "Superuser", **asked, **more})[
        0
    ]


def reviewers() -> tuple[Member, Member, Member]:
    """Three of the company: who nominates, and two who review."""
    named = ("hanna", "kenji", "wanjiru")
    found = [Member.objects.filter(username=name).first() for name in named]
    made = [
        one or make_member(name, role="ambassador") for one, name in zip(found, named, strict=True)
    ]
    return made[0], made[1], made[2]


def nominated(member: Member, *, at: datetime = T0, tier: str = "superuser") -> Nomination:
    hanna, _kenji, _wanjiru = reviewers()
    return nominate_member(member, tier=tier, by=hanna, reason="Patient with everybody", at=at)


def invited(member: Member, *, at: datetime = T0, **more: Any) -> Nomination:
    nomination = nominated(member, at=at, **more)
    approve(nomination, at=at)
    return Nomination.objects.get(pk=nomination.pk)


def approve(nomination: Nomination, *, at: datetime = T0) -> None:
    for by in reviewers()[1:]:
        review_nomination(nomination, by=by, is_yes=True, reason="I saw it too", at=at)


def accept(nomination: Nomination, *, at: datetime = T0) -> Term:
    number = guidelines_now().number
    return accept_invitation(nomination, by=fresh(nomination.member), guidelines=number, at=at)


def honoured(member: Member, *, at: datetime = T0) -> Term:
    """A member whose term has begun."""
    make_tier()
    return accept(invited(member, at=at), at=at)


def fresh(member: Member) -> Member:
    """The member as the next request sees them: what a term opens is kept on the object."""
    return Member.objects.get(pk=member.pk)


def told(step: str) -> list[str]:
    """Who was told of a step, by name."""
    rows = Notification.objects.filter(kind="programme", event__startswith=f"programme:{step}:")
    return sorted(rows.values_list("member__username", flat=True))
