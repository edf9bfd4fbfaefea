"""Ranks and badges, brought to what stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone, translation

from accounts.actions.notifications import notify
from accounts.enums import NotificationKind
from accounts.languages import of_member
from accounts.models import Member
from reputation.actions.sources import wait_for_fold
from reputation.badges import BY_KEY, earned
from reputation.enums import Rule
from reputation.models import Award, BadgeAward, Pending, Standing
from reputation.queries.facts import Facts, facts_of
from reputation.queries.schemes import scheme_now
from reputation.ranks import MEASURES, rank_of

BATCH = 500


def renew_honours(members: Iterable[int], *, at: datetime) -> None:
    """Give the members the rank and the badges that the facts earn now, and take back what they no
    longer do."""
    pks = sorted(members)
    for start in range(0, len(pks), BATCH):
        facts = facts_of(pks[start : start + BATCH], at=at)
        _renew_ranks(facts)
        _renew_badges(facts, at)


def _renew_ranks(facts: Mapping[int, Facts]) -> None:
    """Keep rank and counts; who has nothing that counts needs no row for it."""
    ranks, rows = scheme_now().ranks, []
    known = Standing.objects.filter(pk__in=facts).values_list("pk", "rank", "counts")
    held = {pk: (rank, counts) for pk, rank, counts in known}
    for pk, one in sorted(facts.items()):
        counts = {what: one.counts[what] for what in MEASURES if one.counts[what]}
        rank = rank_of(ranks, counts).name
        if (rank, counts) != held.get(pk, (ranks[0].name, {})):
            rows.append(Standing(member_id=pk, rank=rank, counts=counts))
    # Points and the choice to be listed stay as they are where the row is there.
    Standing.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["rank", "counts"],
    )


def rerank() -> int:
    """After the ranks of the scheme changed: everybody's rank by what is known of them already;
    returns for how many that is another. Members are few enough to walk through."""
    ranks, changed = scheme_now().ranks, 0
    rows = Standing.objects.only("rank", "counts").order_by("pk")
    for held in rows.iterator(BATCH):
        rank = rank_of(ranks, held.counts).name
        if rank != held.rank:
            changed += Standing.objects.filter(pk=held.pk, rank=held.rank).update(rank=rank)
    return changed


def _renew_badges(facts: Mapping[int, Facts], at: datetime) -> None:
    held: dict[int, dict[tuple[str, str], int]] = {pk: {} for pk in facts}
    standing = BadgeAward.objects.filter(member__in=facts, revoked_at=None)
    for row in standing.values_list("member", "badge", "subject", "pk"):
        held[row[0]][row[1], row[2]] = row[3]
    new, gone = [], []
    for member, one in facts.items():
        right = set(earned(one))
        gone += [pk for key, pk in held[member].items() if key not in right]
        new += [
            BadgeAward(member_id=member, badge=badge, subject=subject, at=at)
            for badge, subject in sorted(right - held[member].keys())
        ]
    BadgeAward.objects.filter(pk__in=gone).update(revoked_at=at)
    BadgeAward.objects.bulk_create(new, batch_size=BATCH)
    _tell(new, at)


def _tell(new: Iterable[BadgeAward], at: datetime) -> None:
    """One line in the inbox for each member, however many badges came at once."""
    first: dict[int, BadgeAward] = {}
    for row in new:
        first.setdefault(row.member_id, row)
    people = Member.objects.filter(pk__in=first, is_active=True, last_login__isnull=False)
    for member in people:
        row = first[member.pk]
        with translation.override(of_member(member)):
            title, words = str(BY_KEY[row.badge].name), str(BY_KEY[row.badge].words)
        notify(
            member,
            kind=NotificationKind.BADGE,
            event=f"badge:{row.pk}",
            source_kind="badge",
            source_id=row.pk,
            actor=None,
            title=title,
            words=words,
            url=f"{member.get_absolute_url()}?show=badges",
            at=at,
        )


def who_may_change(*, at: datetime | None = None) -> QuerySet[Member]:
    """Members whose rank may fall by time alone: those with a Solution that left a window since."""
    at = at or timezone.now()
    left = Award.objects.filter(rule=Rule.SOLUTION, at__lt=at - timedelta(days=89))
    recent = left.filter(at__gte=at - timedelta(days=370))
    return Member.objects.filter(pk__in=recent.values("member"))


def renew_by_time(*, at: datetime | None = None) -> int:
    """Every night: have those looked at whose windows moved on; returns how many."""
    pks = list(who_may_change(at=at).values_list("pk", flat=True))
    # One counter at a time: these wait in line with what is written meanwhile.
    wait_for_fold([Pending(kind=Pending.MEMBER, what=pk) for pk in pks])
    return len(pks)
