"""Whether somebody is named on leaderboards: their own choice."""

from accounts.models import Member
from reputation.models import Standing


def set_listed(*, by: Member, listed: bool) -> None:
    """Name `by` on leaderboards, or not; a choice made twice is made once."""
    Standing.objects.bulk_create([Standing(member=by)], ignore_conflicts=True)
    Standing.objects.filter(member=by).update(is_listed=listed)
