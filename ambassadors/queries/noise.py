"""What rules ignore, how often they are right, and what they miss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.db.models import Count, Q

from ambassadors.models import Item, NoiseRule, Sampled, Verdict

WEEKS = 12
Z = 1.96  # two-sided 95%


@dataclass(frozen=True)
class Share:
    """`right` of `judged`, with its 95% interval after Wilson (1927), which stays between 0 and 1 for
    few and for none."""

    right: int
    judged: int

    @property
    def share(self) -> float | None:
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        n = self.judged
        if not n:
            return 0.0, 1.0
        p = self.right / n
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def percent(self) -> str:
        return "" if self.share is None else f"{self.share:.0%}"

    @property
    def between(self) -> str:
        low, high = self.interval
        return f"{low:.0%} – {high:.0%}"


@dataclass(frozen=True)
class RuleRow:
    """A rule, and how often people said that what it ignored was noise."""

    rule: NoiseRule
    precision: Share


@dataclass(frozen=True)
class Week:
    """A week's sample: how much of what was judged was wanted after all."""

    week: date
    drawn: int
    missed: Share


def rules_with_precision() -> list[RuleRow]:
    """Every rule, in their order. Two queries."""
    counted = Verdict.objects.values("rule").annotate(
        right=Count("pk", filter=Q(was_noise=True)), judged=Count("pk")
    )
    found = {row["rule"]: Share(row["right"], row["judged"]) for row in counted}
    return [RuleRow(rule, found.get(rule.pk, Share(0, 0))) for rule in NoiseRule.objects.all()]


def sampled_weeks() -> list[Week]:
    """The last weeks' samples, newest first. Two queries."""
    drawn = Sampled.objects.values("week").annotate(n=Count("pk")).order_by("-week")[:WEEKS]
    counted = Verdict.objects.filter(week__isnull=False).values("week")
    judged = counted.annotate(missed=Count("pk", filter=Q(was_noise=False)), n=Count("pk"))
    found = {row["week"]: Share(row["missed"], row["n"]) for row in judged}
    return [Week(row["week"], row["n"], found.get(row["week"], Share(0, 0))) for row in drawn]


def to_judge(week: date, *, limit: int = 10) -> Sequence[Item]:
    """What of a week's sample nobody has looked at."""
    drawn = Sampled.objects.filter(week=week).values("item")
    rows = Item.objects.filter(pk__in=drawn, verdict=None, mention__gone="")
    return list(rows.select_related("mention__contact", "rule").order_by("pk")[:limit])
