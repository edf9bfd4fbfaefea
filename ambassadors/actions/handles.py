"""Whose an account on a network is: its owner says so, and shows it.

They show it by signing in here from the network, or by putting a word that is theirs alone into what the
account says about itself, which only its owner can.
"""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.channels.base import Account, ChannelDown
from ambassadors.enums import Network
from ambassadors.models import Contact
from ambassadors.models.mentions import HANDLE_LENGTH, ID_LENGTH, NAME_LENGTH
from ambassadors.networks import HOUSES, is_within_budget, note_costs, speaker_of, speaking_channel
from ambassadors.wording import plain

LETTERS = 12


def proof_of(member: Member) -> str:
    """The word by which an account shows that it is `member`'s. Whoever copies it says that theirs is
    `member`'s too, and no more."""
    found = salted_hmac("ambassadors.proof", str(member.pk)).hexdigest()
    return f"{found[:4]}-{found[4:8]}-{found[8:LETTERS]}"


def link_by_profile(
    *, by: Member, network: str, handle: str, at: datetime | None = None
) -> Contact:
    """The account's page says the word: it is `by`'s. Raises Refusal where it does not, where there is
    no such account, and where the network cannot be asked."""
    at = at or timezone.now()
    handle = " ".join(handle.split()).lstrip("@")
    found = _asked(network, handle, at=at)
    if found is None:
        raise Refusal(_("There is no such account."))
    if proof_of(by) not in found.words.lower():
        raise Refusal(_("The word is not there yet. It may take a minute until it is seen."))
    return _link(by, network, found)


def link_by_sign_in(*, by: Member, network: str, network_id: str) -> Contact:
    """`by` signs in here from the account with this number. Raises Refusal for who does not."""
    house = HOUSES.get(Network(network)) if network in Network.values else None
    own = SocialAccount.objects.filter(user=by, provider=house, uid=network_id)
    row = own.first() if house else None
    if row is None:
        raise Refusal(_("You do not sign in from there."))
    handle = str(row.extra_data.get("username") or "")
    return _link(by, network, Account(row.uid, handle, str(row.extra_data.get("name") or "")))


def unlink(contact_id: int, *, by: Member) -> None:
    """One's own account is nobody's any more; nothing for one that is not."""
    Contact.objects.filter(pk=contact_id, member=by).update(member=None)


def _asked(network: str, handle: str, *, at: datetime) -> Account | None:
    channel = speaking_channel(network)
    if channel is None:
        raise Refusal(_("We do not listen on that network."))
    adapter = speaker_of(channel)
    cost = adapter.prices.get(adapter.account_price, 0)
    if not is_within_budget(channel, adapter, cost, day=at.date()):
        raise Refusal(_("We can ask that network nothing more this month."))
    try:
        found = adapter.account(handle, at=at)
    except ChannelDown:
        raise Refusal(_("The network does not answer. Please try again in a while.")) from None
    if found is not None:
        note_costs(channel, found.costs, adapter.prices, at=at)
    return found


@transaction.atomic
def _link(by: Member, network: str, account: Account) -> Contact:
    """Who shows now that it is theirs has it, whoever did before: accounts change hands."""
    rows = Contact.objects.select_for_update(of=("self",)).filter(network=network)
    if account.network_id:
        found = rows.filter(network_id=plain(account.network_id, ID_LENGTH)).first()
    else:
        found = rows.filter(handle__iexact=account.handle).first()
    if found is None and not account.network_id:
        raise Refusal(_("We have heard nothing from that account yet."))
    if found is None:
        found = Contact(network=network, network_id=plain(account.network_id, ID_LENGTH))
    found.handle = plain(account.handle, HANDLE_LENGTH) or found.handle
    found.name = plain(account.name, NAME_LENGTH) or found.name
    found.member = by
    found.save()
    return found
