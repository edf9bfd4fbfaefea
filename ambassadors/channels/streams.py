"""Listening to a network that tells by itself what is new or gone: lines of an answer without an end,
events of one, and a WebSocket's messages."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from accounts.fetching import Allowed, NotAsked, Unreachable, connected, stream
from ambassadors.channels.asking import AGENT, Parameters, Reply, trouble_of
from ambassadors.channels.base import ChannelDown

# X says something every 20 seconds, Mastodon every 30: what is silent for longer is gone.
LONGEST_SILENCE = 75.0
HANDSHAKE = 10.0
QUIET = 20.0
MOST_MESSAGE = 1_000_000
MOST_EVENT_LINES = 50


def lines_of(
    url: str,
    parameters: Parameters,
    headers: Mapping[str, str],
    *,
    at: datetime,
    allowed: Allowed,
) -> Iterator[str]:
    """The lines of an endless answer; blank ones say that somebody is there. Raises ChannelDown."""
    asked = f"{url}?{urlencode(parameters)}" if parameters else url
    own = {"User-Agent": AGENT, **headers}
    try:
        with stream(asked, headers=own, timeout=LONGEST_SILENCE, allowed=allowed) as answer:
            status, found, lines = answer
            if status != 200:
                raise trouble_of(Reply(status, found, b""), at=at)
            for line in lines:
                yield line.decode("utf-8", "replace")
    except (NotAsked, Unreachable) as error:
        raise ChannelDown(f"Its stream broke off ({error}).") from error
    raise ChannelDown("Its stream came to an end.")


def events_of(lines: Iterator[str]) -> Iterator[str]:
    """Server-sent events, each with its lines; "" for a line that only says that somebody is there."""
    event: list[str] = []
    for line in lines:
        if line.startswith(("event:", "data:")):
            event.append(line)
        elif event and not line:
            yield "\n".join(event)
            event = []
        else:
            yield ""
        if len(event) > MOST_EVENT_LINES:
            raise ChannelDown("An event of its stream has no end.")


def messages_of(url: str, hello: str, *, allowed: Allowed) -> Iterator[str]:
    """What a WebSocket says after `hello`; "" where it says nothing for a while. Raises
    ChannelDown."""
    with _open(url, allowed) as socket:
        try:
            socket.send(hello)
            while True:
                try:
                    said = socket.recv(timeout=QUIET)
                except TimeoutError:
                    said = ""
                yield said if isinstance(said, str) else said.decode("utf-8", "replace")
        except (WebSocketException, OSError) as error:
            raise ChannelDown(f"Its stream broke off ({type(error).__name__}).") from error


@contextmanager
def _open(url: str, allowed: Allowed) -> Iterator[ClientConnection]:
    """The library shakes hands over a connection to an address that was looked at."""
    try:
        raw = connected(url, timeout=HANDSHAKE, allowed=allowed)
    except (NotAsked, Unreachable) as error:
        raise ChannelDown(f"Its stream does not answer ({error}).") from error
    with raw:
        try:
            socket = connect(
                url,
                sock=raw,
                ssl=ssl.create_default_context() if url.startswith("wss:") else None,
                user_agent_header=AGENT,
                open_timeout=HANDSHAKE,
                close_timeout=1,
                max_size=MOST_MESSAGE,
                proxy=None,
            )
        except (InvalidHandshake, InvalidURI, OSError, WebSocketException) as error:
            raise ChannelDown(f"Its stream does not answer ({type(error).__name__}).") from error
        with socket:
            yield socket


def host_of(url: str) -> str:
    """The name of the server in an address; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
