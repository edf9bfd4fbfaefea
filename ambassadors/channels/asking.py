"""Asking a network, by the one guarded client, and what its refusals mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from accounts.fetching import (
    Allowed,
    NotAsked,
    Silent,
    Unreachable,
    is_public,
    send,
)
from ambassadors.channels.base import ChannelDown, Refused, TryLater, Unanswered
from ambassadors.channels.shaping import as_text, as_time, from_millis, parse_json

SECONDS = 10.0
AGENT = "Embassy listening desk"
# However far the network's clock is off, it is asked again after so long.
LONGEST_PAUSE, SHORTEST_PAUSE = timedelta(hours=1), timedelta(seconds=1)
USUAL_PAUSE = timedelta(minutes=5)
Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, or ChannelDown."""
        return parse_json(self.body)


@dataclass(frozen=True)
class Asker:
    """One network's address and the way to it. `allowed` says which IP addresses may be asked."""

    base: str
    headers: Mapping[str, str] = field(default_factory=dict)
    allowed: Allowed = is_public

    def ask(
        self,
        method: str,
        path: str,
        parameters: Parameters = (),
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One question. Raises what `accounts.fetching.send` raises."""
        url = f"{self.base}{path}" + (f"?{urlencode(parameters)}" if parameters else "")
        all_headers = {"User-Agent": AGENT, **self.headers, **(headers or {})}
        return Reply(
            *send(
                method,
                url,
                headers=all_headers,
                body=body,
                timeout=SECONDS,
                allowed=self.allowed,
            )
        )

    def get(
        self,
        path: str,
        parameters: Parameters = (),
        *,
        at: datetime,
        fine: Sequence[int] = (200,),
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """What a question that changes nothing is answered with; ChannelDown for any status that is
        not `fine`."""
        try:
            reply = self.ask("GET", path, parameters, headers=headers)
        except (NotAsked, Unreachable) as error:
            raise ChannelDown(f"It does not answer ({error}).") from error
        if reply.status not in fine:
            raise trouble_of(reply, at=at)
        return reply

    def publish(
        self,
        path: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Hand something over that is published by it. Raises ChannelDown where it certainly is not
        and may be tried again, Refused where the network takes it for wrong, Unanswered else."""
        try:
            reply = self.ask("POST", path, body=body, headers=headers)
        except Silent as error:
            raise Unanswered(f"It was sent, and nothing came back ({error}).") from error
        except (NotAsked, Unreachable) as error:
            raise ChannelDown(f"It does not answer ({error}).") from error
        if reply.status in (401, 429):
            raise trouble_of(reply, at=datetime.now(UTC))
        if 400 <= reply.status < 500 and reply.status != 408:
            raise Refused(said_in(reply) or f"It was refused ({reply.status}).")
        if not 200 <= reply.status < 300:
            raise Unanswered(f"It was sent, and the answer was an error ({reply.status}).")
        return reply


def trouble_of(reply: Reply, *, at: datetime) -> ChannelDown:
    """Why a question was not answered."""
    if reply.status == 429:
        return TryLater(reset_of(reply, at=at))
    if reply.status in (401, 403):
        said = said_in(reply)
        return ChannelDown(f"It does not take our keys ({reply.status}). {said}".strip())
    return ChannelDown(f"It answered with an error ({reply.status}). {said_in(reply)}".strip())


def said_in(reply: Reply) -> str:
    """The network's own sentence in an error, cut short."""
    try:
        found = reply.json()
    except ChannelDown:
        return ""
    if not isinstance(found, dict):
        return ""
    words = [found.get(key) for key in ("detail", "message", "error", "title")]
    return next((text[:200] for word in words if (text := as_text(word))), "")


def reset_of(reply: Reply, *, at: datetime) -> datetime:
    """When it may be asked again, by our clock: the pause is counted by the network's own, which may
    be another."""
    headers = reply.headers
    after = headers.get("retry-after", "")
    if after.isdecimal() and after.isascii() and len(after) < 8:
        return _paused(timedelta(seconds=int(after)), at)
    said = headers.get("x-rate-limit-reset") or headers.get("x-ratelimit-reset")
    said = said or headers.get("ratelimit-reset") or ""
    if said.isdecimal() and said.isascii() and len(said) < 12:
        reset = from_millis(int(said) * 1000)
    else:
        found = as_time(said)
        if found is None:
            return at + USUAL_PAUSE
        reset = found
    return _paused(reset - (as_time(headers.get("date")) or at), at)


def _paused(pause: timedelta, at: datetime) -> datetime:
    return at + min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)
