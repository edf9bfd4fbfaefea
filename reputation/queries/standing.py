"""How many points somebody has."""

from accounts.models import Member
from reputation.models import Standing


def standing_of(member: Member) -> Standing:
    """The totals of a member; zeros for whom nothing was ever written. One query."""
    return Standing.objects.filter(member=member).first() or Standing(member=member)
