"""Signing in to Bluesky with an app password. A server lets an account sign in 300 times a day at
most, bsky.social perhaps 100 (github.com/bluesky-social/bsky-docs issue 183), so a process signs in
once and keeps the token until it runs out."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from accounts.fetching import Allowed, NotAsked, Unreachable
from ambassadors.channels.asking import Asker, trouble_of
from ambassadors.channels.base import ChannelDown
from ambassadors.channels.shaping import as_id, as_object, as_text

# Tokens are good for two hours; one that runs out earlier is known by the answer.
GOOD_FOR = timedelta(minutes=110)


@dataclass(frozen=True)
class Session:
    """Who we are there, and the token that shows it."""

    did: str
    token: str
    until: datetime


_sessions: dict[tuple[str, str, str], Session] = {}
_lock = Lock()


def session_for(base: str, name: str, password: str, allowed: Allowed) -> Session:
    """The session of an account, begun where none is good. Raises ChannelDown."""
    with _lock:
        found = _sessions.get((base, name, password))
        if found is None or found.until < datetime.now(UTC):
            found = _signed_in(base, name, password, allowed)
            _sessions[base, name, password] = found
        return found


def forget_sessions() -> None:
    """Sign in anew at the next question."""
    _sessions.clear()


def _signed_in(base: str, name: str, password: str, allowed: Allowed) -> Session:
    now = datetime.now(UTC)
    try:
        reply = Asker(base, {"Content-Type": "application/json"}, allowed).ask(
            "POST",
            "/xrpc/com.atproto.server.createSession",
            body=json.dumps({"identifier": name, "password": password}).encode(),
        )
    except (NotAsked, Unreachable) as error:
        raise ChannelDown(f"It does not answer ({error}).") from error
    if reply.status != 200:
        raise trouble_of(reply, at=now)
    said = as_object(reply.json())
    did, token = as_id(said.get("did")), as_text(said.get("accessJwt"))
    if not did.startswith("did:") or not token.isascii() or not token.isprintable() or not token:
        raise ChannelDown("It answered a sign-in with something that is no session.")
    return Session(did, token, now + GOOD_FOR)
