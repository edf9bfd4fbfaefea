"""What the company's page of the superuser programme shows, in a fixed number of queries for each
tier."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from accounts.models import Member
from reputation.enums import Stage
from reputation.models import Nomination, Term, Tier
from reputation.permissions import ANSWER_WITHIN
from reputation.queries.evidence import Candidate, Evidence, candidates
from reputation.queries.programme import (
    Opened,
    criteria_of,
    open_nominations,
    opened_by,
    running_terms,
    tiers,
)


@dataclass(frozen=True)
class ShownNomination:
    """A nomination that waits: for reviewers, or for the member's answer."""

    nomination: Nomination
    evidence: Evidence
    may_review: bool

    @property
    def lapses_at(self) -> object:
        """When an invitation is answered no more; None while it is reviewed."""
        if self.nomination.stage != Stage.INVITED:
            return None
        return self.nomination.stage_at + ANSWER_WITHIN


@dataclass(frozen=True)
class CandidateList:
    """Who meets the criteria of a tier."""

    tier: Tier
    criteria: Sequence[str]
    rows: Sequence[Candidate]


@dataclass(frozen=True)
class OpenedTerm:
    """A running term with what it opens."""

    term: Term
    opened: Sequence[Opened]


def shown_nominations(by: Member) -> list[ShownNomination]:
    """Two queries."""
    return [
        ShownNomination(row, Evidence.of_data(row.evidence), _waits_for(by, row))
        for row in open_nominations()
    ]


def _waits_for(by: Member, row: Nomination) -> bool:
    said = {row.by_id, *(review.by_id for review in row.reviews.all())}
    return row.stage == Stage.NOMINATED and by.pk not in said


def candidate_lists(by: Member) -> list[CandidateList]:
    return [CandidateList(tier, criteria_of(tier), candidates(by, tier)) for tier in tiers()]


def opened_lists() -> list[OpenedTerm]:
    """Two queries."""
    terms = running_terms()
    prefetch_related_objects(terms, "grants")
    return [OpenedTerm(term, opened_by(term)) for term in terms]
