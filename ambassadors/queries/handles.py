"""A member's accounts on networks, and the threads that came of what they wrote there."""

from collections.abc import Sequence

from allauth.socialaccount.models import SocialAccount

from accounts.models import Member
from ambassadors.enums import Network
from ambassadors.models import Contact, Promotion
from ambassadors.networks import HOUSES, SPEAK, speaking_channel
from forum.queries.visibility import may_see_thread

MOST = 50


def own_contacts(member: Member) -> list[Contact]:
    """The accounts that `member` has shown to be theirs."""
    return list(Contact.objects.filter(member=member).order_by("network", "handle"))


def claimable(member: Member) -> list[Promotion]:
    """Threads that somebody of ours wrote down for what `member` asked elsewhere, the newest first."""
    rows = Promotion.objects.filter(
        is_new=True, claimed_at=None, mention__contact__member=member, mention__gone=""
    )
    found = rows.select_related("thread__board", "mention").order_by("-pk")[:MOST]
    return [row for row in found if may_see_thread(member, row.thread)]


def asked_networks() -> list[tuple[str, str]]:
    """The networks that can be asked whose an account is: value and name. A query for each."""
    return [
        (value, str(name))
        for value, name in Network.choices
        if value in SPEAK and speaking_channel(value) is not None
    ]


def signs_in_from(member: Member, contacts: Sequence[Contact]) -> list[tuple[str, str, str]]:
    """Networks that `member` signs in here from and has not linked: "value:number", name and handle."""
    linked = {(row.network, row.network_id) for row in contacts}
    found = []
    for network, house in HOUSES.items():
        for row in SocialAccount.objects.filter(user=member, provider=house):
            if (network.value, row.uid) not in linked:
                handle = str(row.extra_data.get("username") or row.uid)
                found.append((f"{network.value}:{row.uid}", str(network.label), handle))
    return found
