"""Bluesky, by the lexicons app.bsky and com.atproto. What it permits: docs/networks.md."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from accounts.fetching import Allowed, is_public
from ambassadors.channels.asking import Asker, Parameters, Reply, trouble_of
from ambassadors.channels.base import (
    Account,
    ChannelDown,
    Cursor,
    Fetched,
    NoKeys,
    Receipt,
    Refused,
    Unanswered,
    Vanished,
)
from ambassadors.channels.bluesky_parsing import (
    HANDLE,
    POSTS,
    URI,
    facets_of,
    read_event,
    read_notifications,
    read_posts,
    record_key,
)
from ambassadors.channels.bluesky_session import Session, forget_sessions, session_for
from ambassadors.channels.lengths import graphemes
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_objects,
    as_text,
    as_time,
    from_millis,
    millis_of,
    parse_json,
)
from ambassadors.channels.streams import messages_of
from ambassadors.channels.usual import Usual
from ambassadors.channels.walking import Walk, all_before
from ambassadors.enums import Gone, Network

BASE = "https://bsky.social"
JETSTREAM = "wss://jetstream2.us-east.bsky.network"
# What its stream takes (github.com/bluesky-social/jetstream, read 2026-11-27).
MOST_AUTHORS = 10_000
FIRST, OVERLAP = timedelta(days=1), timedelta(hours=1)
MILLISECOND = timedelta(milliseconds=1)
A_PAGE, A_LOOK, OWN_PAGE = "100", 25, "50"
# Of the bytes of a post there may be ten times as many as of its characters.
BYTES_OF_ONE = 10
MOST_NAMES = 5


@dataclass(frozen=True)
class Bluesky(Usual):
    """`name` and `password` (an app password) are "" where the environment names none."""

    name: str = ""
    password: str = ""
    base: str = BASE
    # Where deletions are told; "" for nowhere.
    jetstream: str = JETSTREAM
    allowed: Allowed = is_public

    network: Network = Network.BLUESKY
    longest: int = 300
    prices: Mapping[str, int] = field(default_factory=dict)
    knows_keys: bool = True
    key_lasts: timedelta = timedelta(days=36_500)
    look_price: str = ""
    follows_authors: bool = True
    repeats: bool = True

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """What a search for `source` finds, or without one what we were told of; newest first."""
        walk = Walk.of(cursor, first=millis_of(at - FIRST), overlap=OVERLAP // MILLISECOND)
        page = [("limit", A_PAGE), *([("cursor", walk.page)] if walk.page else [])]
        if source:
            since = f"{from_millis(walk.floor):%Y-%m-%dT%H:%M:%SZ}"
            search = [("q", source), ("sort", "latest"), ("since", since)]
            reply = self._ask("app.bsky.feed.searchPosts", [*search, *page], at, fine=(200, 400))
        else:
            reply = self._ask("app.bsky.notification.listNotifications", page, at, fine=(200, 400))
        if reply.status == 400:
            if not walk.page:
                raise trouble_of(reply, at=at)
            return Fetched(cursor={**cursor, "page": ""}, is_more=True)
        payload = as_object(reply.json())
        what = "posts" if source else "notifications"
        if not isinstance(payload.get(what), list):
            raise ChannelDown("It answered with something that is no page of posts.")
        return self._page(walk, as_objects(payload[what]), payload, at, of_search=bool(source))

    def _page(
        self, walk: Walk, rows: list[Object], payload: Object, at: datetime, *, of_search: bool
    ) -> Fetched:
        read_rows = read_posts if of_search else read_notifications
        read = read_rows(rows, me=self._session().did, at=at)
        wanted = [row for row in read.heard if row[0] >= walk.floor]
        hidden = [row for row in read.hidden if row[0] >= walk.floor]
        top, began = millis_of(at), walk.since
        heard = walk.fresh(wanted, top=top)
        private = sum(walk.is_new(uri, place, top=top) for place, uri in hidden)
        broken = walk.not_said(read.broken)
        is_over = all_before(read.places, walk.floor)
        after = walk.after("" if is_over else as_text(payload.get("cursor")))
        return Fetched(
            heard=heard,
            cursor=after,
            is_more=bool(after["page"]),
            broken=broken,
            missed=from_millis(began) if walk.is_cut else None,
            private=private,
        )

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """An event of a Jetstream: what is gone. What is new comes by `fetch`, with its author."""
        if not line.strip():
            return Fetched()
        try:
            row = as_object(parse_json(line))
        except ChannelDown:
            row = {}
        gone = read_event(row, at=at)
        if gone is None:
            return Fetched(broken=["a line that broke off"])
        micros = row.get("time_us")
        told_at = from_millis(micros // 1000) if type(micros) is int else None
        return Fetched(vanished=gone, told_at=told_at)

    def account(self, handle: str, *, at: datetime) -> Account | None:
        """By its handle; its number is what stays when the handle changes."""
        if not HANDLE.fullmatch(f"@{handle}"):
            return None
        reply = self._ask("app.bsky.actor.getProfile", [("actor", handle)], at, (200, 400))
        said = as_object(reply.json()) if reply.status == 200 else {}
        did = as_id(said.get("did"))
        if not did.startswith("did:") or as_text(said.get("handle")).lower() != handle.lower():
            return None
        words = as_text(said.get("description"))
        return Account(did, handle, as_text(said.get("displayName")), words)

    def streams(self, source: str) -> Sequence[str]:
        """One for all: what becomes of the messages that are kept here."""
        return ("jetstream",) if self.jetstream and self.name and self.password else ()

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        """Events of the posts of `authors`. They go in the first message, since an address holds
        no ten thousand names; until it comes the server waits."""
        ours = dict.fromkeys(one for one in authors if one.startswith("did:"))
        dids = list(ours)[:MOST_AUTHORS]
        if not dids:
            return iter(())
        wanted = {"wantedCollections": [POSTS], "wantedDids": dids, "maxMessageSizeBytes": 0}
        hello = json.dumps({"type": "options_update", "payload": wanted})
        asked = urlencode({"cursor": millis_of(since) * 1000, "requireHello": "true"})
        return messages_of(f"{self.jetstream}/subscribe?{asked}", hello, allowed=self.allowed)

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> list[Vanished]:
        """Those that getPosts leaves out: deleted, or their author's account is closed."""
        gone = []
        ids = [one for one in network_ids if URI.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            asked = ids[start : start + A_LOOK]
            posts = self._posts(asked, at)
            there = {as_id(row.get("uri")) for row in posts}
            deleted = [(Gone.DELETED, one) for one in asked if one not in there]
            # Their author now wants to be seen by signed-in members alone.
            hidden = read_posts(posts, me="", at=at).hidden
            kept = [(Gone.PROTECTED, uri) for _, uri in hidden if uri in asked]
            gone += [Vanished(Network.BLUESKY, why, at, uri) for why, uri in [*deleted, *kept]]
        return gone

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        """Publish under a record key that `key` decides: a second try finds the first."""
        rkey = record_key(key)
        mine = self._own_record(rkey)
        if mine:
            return mine
        record = self._record(text, reply_to)
        body = {
            "repo": self._session().did,
            "collection": POSTS,
            "rkey": rkey,
            "record": record,
        }
        try:
            reply = self._publish("com.atproto.repo.createRecord", body)
        except Refused as error:
            # There is one already where two tries ran at once.
            return self._own_after(rkey, error)
        try:
            receipt = _receipt(as_object(reply.json()))
        except ChannelDown:
            receipt = None
        if receipt is None:
            raise Unanswered("It was sent, and the answer does not say which post it is.")
        return receipt

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
        """Reposts and quotes."""
        found = {}
        ids = [one for one in network_ids if URI.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            for row in self._posts(ids[start : start + A_LOOK], at):
                number = as_count(row.get("repostCount")) + as_count(row.get("quoteCount"))
                found[as_id(row.get("uri"))] = number
        return found

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        """Among our latest records."""
        me, now = self._session().did, datetime.now(UTC)
        parameters = [("repo", me), ("collection", POSTS), ("limit", OWN_PAGE)]
        payload = as_object(self._ask("com.atproto.repo.listRecords", parameters, now).json())
        for row in as_objects(payload.get("records")):
            value = as_object(row.get("value"))
            parent = as_object(as_object(value.get("reply")).get("parent"))
            written = as_time(value.get("createdAt")) or now
            same = as_text(value.get("text")) == text and as_text(parent.get("uri")) == reply_to
            if same and written >= since - timedelta(minutes=5):
                return _receipt(row)
        return None

    def price_of(self, text: str, *, is_reply: bool) -> str:
        """Nothing costs anything."""
        return ""

    def length_of(self, text: str) -> int:
        """Characters as a reader sees them; more where their bytes are too many."""
        return max(graphemes(text), -(-len(text.encode("utf-8", "replace")) // BYTES_OF_ONE))

    def may_reply(self, *, is_summons: bool) -> bool:
        """A person's own answer, one at a time, may go to anybody."""
        return True

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        """The post itself, to answer there; Bluesky's own form knows no replies."""
        return url or f"https://bsky.app/intent/compose?text={quote(text, safe='')}"

    def _record(self, text: str, reply_to: str) -> dict[str, object]:
        record: dict[str, object] = {
            "$type": POSTS,
            "text": text,
            "createdAt": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        }
        if facets := facets_of(text, self._dids_in(text)):
            record["facets"] = facets
        if reply_to:
            record["reply"] = self._refs(reply_to)
        return record

    def _own_record(self, rkey: str) -> Receipt | None:
        parameters = [("repo", self._session().did), ("collection", POSTS), ("rkey", rkey)]
        reply = self._ask(
            "com.atproto.repo.getRecord", parameters, datetime.now(UTC), (200, 400, 404)
        )
        if reply.status != 200:
            return None
        receipt = _receipt(as_object(reply.json()))
        if receipt is None or not receipt.network_id.endswith(f"/{POSTS}/{rkey}"):
            raise ChannelDown("It answered with something else than it was asked for.")
        return receipt

    def _own_after(self, rkey: str, refusal: Refused) -> Receipt:
        try:
            mine = self._own_record(rkey)
        except ChannelDown as error:
            raise Unanswered(
                "It was refused; whether it stands there already is unknown."
            ) from error
        if mine is None:
            raise refusal
        return mine

    def _refs(self, reply_to: str) -> dict[str, object]:
        """What a reply refers to: the post, and the one that began the conversation."""
        found = self._posts([reply_to], datetime.now(UTC))
        if not found:
            raise Refused("The post that this answers is not there any more.")
        parent = {"uri": reply_to, "cid": as_text(found[0].get("cid"))}
        root = as_object(as_object(as_object(found[0].get("record")).get("reply")).get("root"))
        uri, cid = as_text(root.get("uri")), as_text(root.get("cid"))
        return {"root": {"uri": uri, "cid": cid} if uri and cid else parent, "parent": parent}

    def _dids_in(self, text: str) -> dict[str, str]:
        """Whose the names in a text are; those that cannot be found stay text."""
        names = dict.fromkeys(name.lower() for name in HANDLE.findall(text))
        found = {}
        for name in list(names)[:MOST_NAMES]:
            what = "com.atproto.identity.resolveHandle"
            reply = self._ask(what, [("handle", name)], datetime.now(UTC), (200, 400, 404))
            did = as_id(as_object(reply.json()).get("did")) if reply.status == 200 else ""
            if did.startswith("did:"):
                found[name] = did
        return found

    def _posts(self, uris: Sequence[str], at: datetime) -> list[Object]:
        reply = self._ask("app.bsky.feed.getPosts", [("uris", uri) for uri in uris], at)
        payload = as_object(reply.json())
        if not isinstance(payload.get("posts"), list):
            raise ChannelDown("It answered with something that is no list of posts.")
        posts = as_objects(payload["posts"])
        if any(row.get("uri") not in uris for row in posts):
            raise ChannelDown("It answered with something else than it was asked for.")
        return posts

    def _session(self) -> Session:
        if not (self.name and self.password):
            raise NoKeys("No keys for Bluesky: see BLUESKY_HANDLE in the environment.")
        return session_for(self.base, self.name, self.password, self.allowed)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._session().token}"}

    def _ask(
        self, what: str, parameters: Parameters, at: datetime, fine: Sequence[int] = (200,)
    ) -> Reply:
        for _try in range(2):
            asker = Asker(self.base, self._headers(), self.allowed)
            reply = asker.get(f"/xrpc/{what}", parameters, at=at, fine=(*fine, 400, 401))
            if not _has_run_out(reply):
                break
            forget_sessions()
        if reply.status not in fine:
            raise trouble_of(reply, at=at)
        return reply

    def _publish(self, what: str, body: object) -> Reply:
        headers = {**self._headers(), "Content-Type": "application/json"}
        asker = Asker(self.base, headers, self.allowed)
        return asker.publish(f"/xrpc/{what}", json.dumps(body).encode())


def _has_run_out(reply: Reply) -> bool:
    if reply.status not in (400, 401):
        return False
    try:
        return as_object(reply.json()).get("error") in ("ExpiredToken", "InvalidToken")
    except ChannelDown:
        return False


def _receipt(row: Object) -> Receipt | None:
    found = URI.fullmatch(as_id(row.get("uri")))
    if not found:
        return None
    written = as_time(as_object(row.get("value")).get("createdAt"))
    return Receipt(found[0], f"https://bsky.app/profile/{found[1]}/post/{found[3]}", written)
