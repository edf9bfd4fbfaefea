"""What speaks for and against somebody as a Superuser, from the rows of the ledger that stand."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.enums import Role
from accounts.languages import names
from accounts.models import Member
from accounts.providers import Viewer
from reputation.enums import OPEN_STAGES, Ledger, Rule
from reputation.models import Award, Nomination, Source, Standing, Term, Tier
from reputation.providers import Places, places_of

# So many members are shown as candidates of a tier.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Evidence:
    """Standing Solutions for others and distinct people helped (within the tier's window), points
    and upheld flags in all, and where the Solutions stand."""

    points: int = 0
    solutions: int = 0
    askers: int = 0
    flags: int = 0
    boards: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def language_names(self) -> list[str]:
        """What speakers of the languages call them; the code of one that the house does not know."""
        return [names().get(code, code) for code in self.languages]

    def as_data(self) -> dict[str, Any]:
        """What is kept of it with a nomination."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Evidence":
        """From what was kept; what is missing there is nothing."""
        known = {name: data[name] for name in asdict(cls()) if name in data}
        return cls(**known)


@dataclass(frozen=True)
class Candidate:
    """A member who meets the criteria of a tier."""

    member: Member
    tier: Tier
    evidence: Evidence


def solutions_for_others(tier: Tier, at: datetime) -> QuerySet[Award]:
    """Standing rows of Solutions within the tier's window. Accepting one's own pays nothing, so
    whoever earned one answered somebody else."""
    rows = Award.objects.filter(rule=Rule.SOLUTION, reverses=None, reversed_by=None, is_held=False)
    rows = rows.filter(ledger=Ledger.CUSTOMER)
    return rows.filter(at__gte=at - timedelta(days=tier.window_days)) if tier.window_days else rows


def helped(rows: QuerySet[Award]) -> dict[int, tuple[int, int]]:
    """Solutions and distinct askers by member: who asked, whoever accepted it or confirmed it in
    their stead, as the forum told of the thread."""
    posts = Source.objects.filter(kind="reply", post_id=OuterRef("post_id"))
    rows = rows.annotate(asker=Subquery(posts.values("place__asker")[:1]))
    askers = Count("asker", distinct=True)
    found = rows.values("member_id").annotate(solutions=Count("pk"), askers=askers).order_by()
    return {row["member_id"]: (row["solutions"], row["askers"]) for row in found}


def evidence_of(
    viewer: Viewer, members: Collection[int], tier: Tier, *, at: datetime | None = None
) -> dict[int, Evidence]:
    """Evidence for each of `members` (ids), in a fixed number of queries."""
    at = at or timezone.now()
    counts = helped(solutions_for_others(tier, at).filter(member__in=members))
    points = dict(Standing.objects.filter(pk__in=members).values_list("pk", "points"))
    flags, places = flags_of(members), places_of(viewer, members)
    found = {}
    for pk in members:
        solutions, askers = counts.get(pk, (0, 0))
        where = places.get(pk, Places())
        shown = max(1, points.get(pk, 0))
        found[pk] = Evidence(
            shown, solutions, askers, flags.get(pk, 0), where.boards, where.languages
        )
    return found


def flags_of(members: Collection[int]) -> dict[int, int]:
    """How many posts of each were taken off the pages as spam or abuse, and stayed so."""
    rows = Award.objects.filter(rule=Rule.FLAG_UPHELD, reverses=None, reversed_by=None)
    counted = rows.filter(member__in=members).values_list("member_id").order_by()
    return dict(counted.annotate(times=Count("pk")))


def meets(evidence: Evidence, tier: Tier) -> bool:
    """Whether the criteria of the tier are met."""
    return (
        evidence.points >= tier.least_points
        and evidence.solutions >= tier.least_solutions
        and evidence.askers >= tier.least_askers
        and evidence.flags <= tier.most_flags
    )


def candidates(viewer: Viewer, tier: Tier, *, at: datetime | None = None) -> list[Candidate]:
    """The members who meet a tier's criteria and may be nominated, those with most Solutions
    first, MOST_SHOWN at most."""
    at = at or timezone.now()
    counts = helped(solutions_for_others(tier, at))
    enough = {
        pk: numbers
        for pk, numbers in counts.items()
        if numbers[0] >= max(1, tier.least_solutions) and numbers[1] >= tier.least_askers
    }
    best = sorted(enough, key=lambda pk: (-enough[pk][0], -enough[pk][1], pk))
    free = _nominable(best[: 20 * MOST_SHOWN])
    evidence = evidence_of(viewer, [pk for pk in best if pk in free], tier, at=at)
    fit = [pk for pk, known in evidence.items() if meets(known, tier)]
    return [Candidate(free[pk], tier, evidence[pk]) for pk in fit[:MOST_SHOWN]]


def _nominable(members: Collection[int]) -> dict[int, Member]:
    """Those who could be nominated now: no employees, nobody with a term or an open nomination."""
    taken = Term.objects.filter(ended_at=None).values("member")
    open_ = Nomination.objects.filter(stage__in=OPEN_STAGES).values("member")
    rows = Member.objects.filter(pk__in=members, is_active=True, role=Role.MEMBER)
    return rows.exclude(pk__in=taken).exclude(pk__in=open_).in_bulk()
