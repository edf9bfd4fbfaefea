"""What reputation shows on accounts' pages, gives for a member's own archive, and does when accounts
signals."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import providers
from accounts.enums import NotificationKind
from accounts.export import hide_acts
from accounts.keyset import after_key, first_page
from accounts.models import Member
from accounts.signals import member_changed
from reputation.actions.merging import check_can_give_up, merge_standing
from reputation.actions.privacy import erase_from_programme, erase_from_rings
from reputation.actions.terms import end_where_due
from reputation.models import BadgeAward
from reputation.queries import told
from reputation.queries.concerned import (
    appeals_by,
    finding_readers,
    findings_of,
    findings_still_theirs,
    traces_of,
)
from reputation.queries.honours import (
    as_earned,
    badges_of,
    badges_still_held,
    rank_shown,
    weeks_still_theirs,
)
from reputation.queries.profile import programme_of, term_facts, term_panel
from reputation.queries.standing import standing_of
from reputation.queries.why import HEAD, csv_rows

PAGE = 24


def standing_facts(member: Member) -> list[providers.ProfileFact]:
    """The rank, and how many points; of the company's people the points that they earned as such:
    those are in no rank. One query."""
    standing = standing_of(member)
    if member.is_company:
        rank, number = "", standing.employee_points
        words = ngettext("%(n)s point as an employee", "%(n)s points as an employee", number)
    else:
        rank, number = rank_shown(standing), standing.shown
        words = ngettext("%(n)s point", "%(n)s points", number)
    why = reverse("reputation:why", args=[member.username])
    points = providers.ProfileFact(words % {"n": number}, why)
    ranked = providers.ProfileFact(rank, reverse("reputation:ranks"))
    return [ranked, points] if rank else [points]


def points_of(member: Member) -> Iterator[dict[str, object]]:
    """Each award, as the file for a spreadsheet has it."""
    rows = csv_rows(member, member)
    next(rows)
    return (dict(zip(HEAD, row, strict=True)) for row in rows)


def rank_beside(member: Member) -> str:
    """The rank and points beside a text, as far as the page asked for the member's standing with
    the text: no query here."""
    standing = member._state.fields_cache.get("standing")
    if standing is None or member.is_company:
        return ""
    if standing.shown == 1:
        return ""  # what everybody begins with says nothing, nor what somebody lost
    number = ngettext("%(n)s point", "%(n)s points", standing.shown) % {"n": standing.shown}
    return " · ".join(filter(None, (rank_shown(standing), number)))


def _count_badges(_viewer: providers.Viewer, member: Member) -> int:
    return badges_of(member).count()


def _page_of_badges(_viewer: providers.Viewer, member: Member, after: str) -> providers.SectionPage:
    rows = after_key(badges_of(member), "at", after)
    found, key = first_page(rows, "at", PAGE)
    return providers.SectionPage([as_earned(row) for row in found], key)


BADGES = providers.ProfileSection(
    "badges",
    _("Badges"),
    _("badges"),
    _("No badges yet. The first answer brings the first."),
    "reputation/_badges.html",
    _count_badges,
    _page_of_badges,
)


def badges_kept(member: Member) -> Iterator[dict[str, object]]:
    """Badges, also those that ended, for the member's own archive."""
    rows = BadgeAward.objects.filter(member=member).order_by("at", "pk")
    for row in rows:
        yield {
            "badge": row.badge,
            "tag": row.subject,
            "at": row.at.isoformat(),
            "ended": row.revoked_at.isoformat() if row.revoked_at else None,
        }


def end_for_changed(sender: Any, member: Member, **more: Any) -> None:
    """An employee is no Superuser, and a closed account has no term."""
    end_where_due(member)


def connect() -> None:
    """Called once, by ReputationConfig.ready()."""
    providers.register_beside_texts(rank_beside)
    providers.register_profile_section(BADGES)
    providers.register_export_part("badges", badges_kept)
    providers.register_may_still_see("badge", badges_still_held)
    providers.register_may_still_see("week_member", weeks_still_theirs)
    providers.register_profile_facts(standing_facts)
    _connect_programme()
    providers.register_export_part("points", points_of)
    providers.register_export_part("findings", findings_of)
    providers.register_export_part("appeals", appeals_by)
    providers.register_export_part("traces", traces_of)
    providers.register_erase_part(erase_from_rings)
    providers.register_merge_part(merge_standing, check=check_can_give_up)
    providers.register_may_still_see("finding", findings_still_theirs)
    providers.register_readers_of("finding", finding_readers)


def _connect_programme() -> None:
    """What is shown, told, exported and ended of terms as Superuser."""
    member_changed.connect(end_for_changed, dispatch_uid="reputation.end_for_changed")
    providers.register_profile_facts(term_facts)
    providers.register_profile_panel(term_panel)
    providers.register_export_part("superuser", programme_of)
    hide_acts("superuser_nominate", "superuser_review")
    providers.register_erase_part(erase_from_programme)
    for kind, sees, readers in (
        ("nomination", told.nominations_told, told.nomination_readers),
        ("term", told.terms_told, told.term_readers),
    ):
        providers.register_may_still_see(kind, sees)
        providers.register_readers_of(kind, readers)
    providers.register_quoted(NotificationKind.PROGRAMME, told.step_quoted)
