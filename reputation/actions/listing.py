"""Whether somebody is named on leaderboards: their own choice."""

from accounts.models import Member
from reputation.models import Standing


def set_listed(*, by: Member, listed: bool) -> None:
    """Name `by` on leaderboards, or not; a choice made twice is made once."""
    Standing.objects.update_or_create(member=by, defaults={"is_listed": listed})
