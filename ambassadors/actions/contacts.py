"""Accounts on networks, as far as the desk meets them."""

from collections.abc import Iterable

from accounts.rows import insert_objects
from ambassadors.channels.base import Heard
from ambassadors.models import Contact
from ambassadors.models.mentions import HANDLE_LENGTH, ID_LENGTH, NAME_LENGTH
from ambassadors.wording import plain

Key = tuple[str, str]
FIELDS = ("handle", "name", "followers", "is_bot")


def known_contacts(heard: Iterable[Heard]) -> dict[Key, Contact]:
    """The contact of each author, made or brought up to date; the newest word holds. The caller holds
    the transaction in which one at a time takes in messages."""
    newest: dict[Key, Heard] = {}
    for one in sorted((one for one in heard if one.author), key=lambda one: one.published_at):
        newest[str(one.network), plain(one.author, ID_LENGTH)] = one
    found: dict[Key, Contact] = {}
    for network in {network for network, _pk in newest}:
        ids = [pk for name, pk in newest if name == network]
        for row in Contact.objects.filter(network=network, network_id__in=ids):
            found[network, row.network_id] = row
    changed = [row for key, row in found.items() if _update(row, newest[key])]
    Contact.objects.bulk_update(changed, FIELDS, batch_size=500)
    fresh = [_made(key, newest[key]) for key in newest if key not in found]
    insert_objects(fresh)
    return found | {(row.network, row.network_id): row for row in fresh}


def _values(heard: Heard) -> dict[str, object]:
    return {
        "handle": plain(heard.handle.lstrip("@"), HANDLE_LENGTH),
        "name": plain(heard.name, NAME_LENGTH),
        "followers": heard.followers if heard.followers is None else max(heard.followers, 0),
        "is_bot": heard.is_bot,
    }


def _made(key: Key, heard: Heard) -> Contact:
    return Contact(network=key[0], network_id=key[1], **_values(heard))


def _update(row: Contact, heard: Heard) -> bool:
    values = _values(heard)
    if values["followers"] is None:
        del values["followers"]
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
