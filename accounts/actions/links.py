"""Links on one's profile."""

from collections.abc import Sequence

from django.db import transaction

from accounts.actions.turns import take_turn
from accounts.models import Member, ProfileLink
from accounts.models.people import MOST_LINKS
from accounts.permissions import check_can_change_links


@transaction.atomic
def change_links(member: Member, *, links: Sequence[tuple[str, str]], by: Member) -> None:
    """Set all links as (label, address), checked by the form. Raises Refusal for another's profile,
    and for new ones that are not earned; taking away is always allowed."""
    take_turn(member)
    check_can_change_links(member, by, links)
    member.links.all().delete()
    ProfileLink.objects.bulk_create(
        ProfileLink(member=member, position=place, label=label, url=url)
        for place, (label, url) in enumerate(links[:MOST_LINKS])
    )
