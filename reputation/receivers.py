"""What reputation shows on accounts' pages, and gives for a member's own archive."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from accounts import providers
from accounts.models import Member
from reputation.actions.privacy import erase_from_rings
from reputation.queries.concerned import (
    appeals_by,
    finding_readers,
    findings_of,
    findings_still_theirs,
    traces_of,
)
from reputation.queries.standing import standing_of
from reputation.queries.why import HEAD, csv_rows


def points_fact(member: Member) -> providers.ProfileFact:
    """How many points: of the company's people those that they earned as such."""
    standing = standing_of(member)
    if member.is_company:
        number = standing.employee_points
        words = ngettext("%(n)s point as an employee", "%(n)s points as an employee", number)
    else:
        number = standing.shown
        words = ngettext("%(n)s point", "%(n)s points", number)
    return providers.ProfileFact(
        words % {"n": number}, reverse("reputation:why", args=[member.username])
    )


def points_of(member: Member) -> Iterator[dict[str, object]]:
    """Each award, as the file for a spreadsheet has it."""
    rows = csv_rows(member, member)
    next(rows)
    return (dict(zip(HEAD, row, strict=True)) for row in rows)


def connect() -> None:
    """Called once, by ReputationConfig.ready()."""
    providers.register_profile_fact(points_fact)
    providers.register_export_part("points", points_of)
    providers.register_export_part("findings", findings_of)
    providers.register_export_part("appeals", appeals_by)
    providers.register_export_part("traces", traces_of)
    providers.register_erase_part(erase_from_rings)
    providers.register_may_still_see("finding", findings_still_theirs)
    providers.register_readers_of("finding", finding_readers)
