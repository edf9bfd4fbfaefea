"""People whom the forum's pages show."""

from accounts.enums import Role
from accounts.models import Member

SHOWN = 6


def helpers_here() -> list[Member]:
    """Ambassadors and superusers for the home page, in turn, longest here first; one query."""
    helpers = Member.objects.filter(is_active=True, imported_from="")
    helpers = helpers.exclude(role=Role.MEMBER, honoured=False).order_by("date_joined", "pk")
    found = list(helpers[: 10 * SHOWN])
    company = [member for member in found if member.is_company]
    honoured = [member for member in found if not member.is_company]
    half = max(SHOWN // 2, SHOWN - len(honoured))
    return company[:half] + honoured[: SHOWN - min(half, len(company))]
