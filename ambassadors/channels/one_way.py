"""What an adapter is that only listens: a feed and a file have nobody at the other end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from ambassadors.channels.base import Account, Receipt, Refused, Vanished
from ambassadors.channels.usual import Usual
from ambassadors.enums import Network


@dataclass(frozen=True)
class OneWay(Usual):
    """Costs nothing and is answered by no program; `refusal` says how it is answered instead."""

    refusal: ClassVar[str]

    network: Network = Network.BLOG
    longest: int = 5_000
    prices: Mapping[str, int] = field(default_factory=dict)
    knows_keys: bool = False
    key_lasts: timedelta = timedelta(0)
    look_price: str = ""
    follows_authors: bool = False
    repeats: bool = False

    def account(self, handle: str, *, at: datetime) -> Account | None:
        """Nobody has one."""
        return None

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> list[Vanished]:
        """It is never asked what is gone."""
        return []

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        """Refused."""
        raise Refused(self.refusal)

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> Mapping[str, int]:
        """Nothing is ever ours."""
        return {}

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        """Nothing is ever ours."""
        return None

    def streams(self, source: str) -> Sequence[str]:
        """It never tells by itself."""
        return ()

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        """Nothing."""
        return iter(())

    def price_of(self, text: str, *, is_reply: bool) -> str:
        """Nothing costs anything."""
        return ""

    def length_of(self, text: str) -> int:
        """Plain."""
        return len(text)

    def may_reply(self, *, is_summons: bool) -> bool:
        """Never by a program."""
        return False

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        """The message itself, whose page may take comments."""
        return url
