"""Ranks, badges and the member of the week, for pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Member
from reputation.badges import BY_KEY, Badge, nearest_badge
from reputation.daily import day_of
from reputation.enums import Ledger
from reputation.models import BadgeAward, MemberOfTheWeek, Standing, Tally
from reputation.periods import week_of
from reputation.queries.facts import facts_of
from reputation.queries.schemes import scheme_now
from reputation.queries.standing import unlisted
from reputation.queries.tallies import EVERYTHING
from reputation.ranks import Criterion, Rank, criteria_of, nearest_step, next_rank, rank_of

CANDIDATES = 10


@dataclass(frozen=True)
class Earned:
    """A badge that somebody earned, and under which tag."""

    badge: Badge
    subject: str
    at: datetime


@dataclass(frozen=True)
class Beginning:
    """A badge that somebody is on the way to."""

    badge: Badge
    have: int


@dataclass(frozen=True)
class Progress:
    """The rank somebody has, the next one with what it asks for, and of what is missing the need
    that is nearest; and the badge that is."""

    now: Rank
    next: Rank | None
    criteria: Sequence[Criterion]
    step: Criterion | None
    badge: Beginning | None


def progress_of(member: Member, *, at: datetime | None = None) -> Progress:
    """How far a member is, from what stands now."""
    facts = facts_of([member.pk], at=at or timezone.now())[member.pk]
    ranks, begun = scheme_now().ranks, nearest_badge(facts)
    now = rank_of(ranks, facts.counts)
    after = next_rank(ranks, now)
    return Progress(
        now=now,
        next=after,
        criteria=criteria_of(after, facts.counts) if after else [],
        step=nearest_step(after, facts.counts) if after else None,
        badge=Beginning(*begun) if begun else None,
    )


def rank_named(name: str) -> Rank | None:
    """The rank that a standing names, as long as the scheme has it."""
    return next((rank for rank in scheme_now().ranks if rank.name == name), None)


def rank_shown(standing: Standing) -> str:
    """The name of somebody's rank; "" for whom everybody begins as, which says nothing."""
    rank = rank_named(standing.rank)
    return rank.shown if rank is not None and rank.needs else ""


def badges_of(member: Member) -> QuerySet[BadgeAward]:
    """Badges that stand, newest first; of those whose badge is no more nothing is left."""
    rows = BadgeAward.objects.filter(member=member, revoked_at=None, badge__in=BY_KEY)
    return rows.order_by("-at", "-pk")


def as_earned(row: BadgeAward) -> Earned:
    return Earned(BY_KEY[row.badge], row.subject, row.at)


def badges_still_held(member: Member, ids: Collection[int]) -> set[int]:
    """Asked when an inbox is shown: a badge that was taken back is not told of any more."""
    return set(badges_of(member).filter(pk__in=ids).values_list("pk", flat=True))


def weeks_still_theirs(member: Member, ids: Collection[int]) -> set[int]:
    """The same of being member of the week, where somebody else was chosen in the end."""
    rows = MemberOfTheWeek.objects.filter(member=member, pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def member_of_the_week(*, at: datetime | None = None) -> MemberOfTheWeek | None:
    """Who was chosen last: of this week, or of the one before until somebody chooses again."""
    now = day_of(at or timezone.now())
    weeks = [week_of(now), week_of(now - timedelta(days=7))]
    rows = MemberOfTheWeek.objects.filter(week__in=weeks, member__is_active=True)
    rows = rows.exclude(member__in=unlisted().values("pk"))
    return rows.select_related("member", "by").order_by("-at").first()


def week_candidates(*, at: datetime | None = None) -> list[Tally]:
    """Who helped most this week, for an ambassador who chooses: customers who want to be listed."""
    period = week_of(day_of(at or timezone.now()))
    rows = Tally.objects.filter(
        scope=EVERYTHING, period=period, ledger=Ledger.CUSTOMER, member__is_active=True
    )
    rows = rows.exclude(member__in=unlisted().values("pk"))
    rows = rows.filter(points__gt=0).select_related("member")
    return list(rows.order_by("-solutions", "-points", "member")[:CANDIDATES])
