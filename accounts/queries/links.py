"""Links on profiles, and who may show some."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Member, ProfileLink
from accounts.providers import standing_posts

POSTS_FIRST, DAYS_FIRST = 3, 7


def has_earned_links(member: Member, *, at: datetime | None = None) -> bool:
    """Whether a member's links are shown: for the company at once, for others after DAYS_FIRST days
    here and POSTS_FIRST posts that everybody can see.

    Accounts made to advertise write nothing that stays: a link that costs a week and three posts
    that nobody hid is worth more than it brings. It is asked each time, so that links go with the
    posts they stood on.
    """
    if member.is_company or member.is_superuser:
        return True
    if member.date_joined > (at or timezone.now()) - timedelta(days=DAYS_FIRST):
        return False
    return standing_posts(member) >= POSTS_FIRST


def shown_links(member: Member) -> list[ProfileLink]:
    """The links of a profile; none where they are not earned, or not any more."""
    links = list(member.links.all())
    return links if links and has_earned_links(member) else []
