"""What reputation shows on accounts' pages, gives for a member's own archive, and does when accounts
signals."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from accounts import providers
from accounts.enums import NotificationKind
from accounts.models import Member
from accounts.signals import member_changed
from reputation.actions.privacy import erase_from_programme
from reputation.actions.terms import end_where_due
from reputation.queries import told
from reputation.queries.profile import programme_of, term_fact, term_panel
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


def end_for_changed(sender: Any, member: Member, **more: Any) -> None:
    """An employee is no Superuser, and a closed account has no term."""
    end_where_due(member)


def connect() -> None:
    """Called once, by ReputationConfig.ready()."""
    member_changed.connect(end_for_changed, dispatch_uid="reputation.end_for_changed")
    providers.register_profile_fact(term_fact)
    providers.register_profile_panel(term_panel)
    providers.register_export_part("superuser", programme_of)
    providers.register_erase_part(erase_from_programme)
    for kind, sees, readers in (
        ("nomination", told.nominations_told, told.nomination_readers),
        ("term", told.terms_told, told.term_readers),
    ):
        providers.register_may_still_see(kind, sees)
        providers.register_readers_of(kind, readers)
    providers.register_quoted(NotificationKind.PROGRAMME, told.step_quoted)
    providers.register_profile_fact(points_fact)
    providers.register_export_part("points", points_of)
