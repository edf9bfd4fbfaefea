"""A question to a fake network, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.ambassadors.fake.state import State


@dataclass(frozen=True)
class Asked:
    state: State
    method: str
    path: str
    query: Mapping[str, list[str]]
    body: bytes
    headers: Mapping[str, str]

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    @property
    def page_size(self) -> int:
        asked = int(self.one("max_results") or self.one("limit") or "100")
        return min(asked, self.state.page_size)


@dataclass(frozen=True)
class Answer:
    status: int
    said: Any
    headers: Mapping[str, str] = field(default_factory=dict)


def stamp(when: datetime) -> str:
    """A time as all three write it."""
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"
