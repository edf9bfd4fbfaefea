"""Mastodon, by the API of one server of it. What it permits: docs/networks.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from accounts.fetching import Allowed, is_public
from ambassadors.channels.asking import Asker, Parameters, Reply
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
from ambassadors.channels.lengths import LINK_LENGTH, graphemes, without_links
from ambassadors.channels.mastodon_parsing import (
    DIGITS,
    OPEN,
    TIME_BITS,
    event_in,
    number_of,
    read_notifications,
    read_statuses,
    shape,
)
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
    words_of,
)
from ambassadors.channels.streams import events_of, host_of, lines_of
from ambassadors.channels.usual import Usual
from ambassadors.channels.walking import Read, Walk
from ambassadors.enums import Gone, Network

FIRST = timedelta(days=1)
# Statuses of other servers come late, and their ids hold when they were written.
OVERLAP = timedelta(hours=1) // timedelta(milliseconds=1) << TIME_BITS
# Notifications are numbered as they come; some are seen after later ones.
NUMBERS_BACK = 50
LONGEST_NAME = 32  # with its sign and a blank
A_TAG_PAGE, A_NOTE_PAGE, A_LOOK, OWN_PAGE = "40", "80", 20, "40"
ACCOUNT = re.compile(r"(\w+(?:[\w.-]*\w)?)(?:@([\w-]+(?:\.[\w-]+)+))?", re.ASCII)
OF_TAG = "hashtag:"
TAG = re.compile(r"([+-]?)#?(\w+)")
NAME = re.compile(r"(?<![\w@])@(\w+(?:[\w.-]*\w)?)@[\w.-]+\w")


@dataclass(frozen=True)
class Mastodon(Usual):
    """`base` is our account's server; it and `token` are "" where the environment names none."""

    base: str = ""
    token: str = ""
    allowed: Allowed = is_public

    network: Network = Network.MASTODON
    # Of 500, less the name of who is answered.
    longest: int = 500 - LONGEST_NAME
    prices: Mapping[str, int] = field(default_factory=dict)
    knows_keys: bool = True
    key_lasts: timedelta = timedelta(minutes=55)
    look_price: str = ""
    follows_authors: bool = False
    repeats: bool = False

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """Statuses with the hashtags of `source`, or without one those that mention us; the oldest
        page first."""
        tags = TAG.findall(source)
        first = millis_of(at - FIRST) << TIME_BITS if tags else 0
        walk = Walk.of(cursor, first=first, overlap=OVERLAP if tags else NUMBERS_BACK)
        # At the very first the newest page is enough; where it was empty, all that comes is new.
        start = walk.page or (str(walk.floor) if tags or cursor else "")
        read, onward = self._read(tags, start, handle, at)
        top = (millis_of(at) << TIME_BITS) + (1 << TIME_BITS) - 1 if tags else 2**63 - 1
        heard = walk.fresh(read.heard, top=top)
        private = sum(walk.is_new(f"? {name}", place, top=top) for place, name in read.hidden)
        broken = walk.not_said(read.broken)
        for place in read.places:
            walk.newest = max(walk.newest, min(place, top))
        further = onward if onward in read.places else max(read.places, default=0)
        began = walk.since
        is_over = not start or not further or str(further) == start
        new = walk.after("" if is_over else str(further))
        return Fetched(
            heard=heard,
            cursor=new,
            is_more=bool(new["page"]),
            broken=broken,
            missed=from_millis(began >> TIME_BITS) if walk.is_cut and tags else None,
            private=private,
        )

    def _read(
        self, tags: list[tuple[str, str]], start: str, handle: str, at: datetime
    ) -> tuple[Read, int]:
        after = [("min_id", start)] if start else []
        if tags:
            rows, onward = self._rows(*_timeline(tags), after, at)
            return read_statuses(rows, handle=handle, base=self.base, at=at), onward
        wanted = [("limit", A_NOTE_PAGE), ("types[]", "mention")]
        rows, onward = self._rows("/api/v1/notifications", wanted, after, at)
        return read_notifications(rows, handle=handle, base=self.base, at=at), onward

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """An event of a stream: its lines of server-sent events, or a WebSocket's message."""
        try:
            name, payload = _event(line)
            if name == "delete" and DIGITS.fullmatch(payload):
                return Fetched(vanished=[Vanished(Network.MASTODON, Gone.DELETED, at, payload)])
            if name == "status.update":
                return _edited(as_object(parse_json(payload)), at)
            if name not in ("update", "notification"):
                return Fetched(broken=["a deletion without an id"] if name == "delete" else [])
            said = as_object(parse_json(payload))
        except ChannelDown:
            return Fetched(broken=["an event that broke off"])
        rows = [said]
        reads = read_notifications if name == "notification" else read_statuses
        read = reads(rows, handle=handle, base=self.base, at=at)
        heard = [one for _, one in read.heard]
        return Fetched(heard, broken=read.broken, private=len(read.hidden))

    def account(self, handle: str, *, at: datetime) -> Account | None:
        """As its own server shows it: what ours has of others' accounts is old. Numbers are another
        server's, so the whole name is what counts; no server gives one away twice."""
        found = ACCOUNT.fullmatch(handle)
        if found is None:
            return None
        ours = host_of(self.base)
        host = (found[2] or ours).lower()
        asker = Asker(self.base, {}, self.allowed) if host == ours else Asker(f"https://{host}")
        asked = [("acct", found[1])]
        reply = asker.get("/api/v1/accounts/lookup", asked, at=at, fine=(200, 404, 410))
        row = as_object(reply.json()) if reply.status == 200 else {}
        if as_text(row.get("username")).lower() != found[1].lower():
            return None
        own = [as_text(one.get("value")) for one in as_objects(row.get("fields"))]
        words = "\n".join(words_of(text) for text in [as_text(row.get("note")), *own])
        name = found[1] if host == ours else f"{found[1]}@{host}"
        return Account("", name, as_text(row.get("display_name")), words)

    def streams(self, source: str) -> Sequence[str]:
        """Our account's, or one for each tag; where some must or must not be there too, the timeline
        alone tells."""
        if not (self.base and self.token):
            return ()
        tags = TAG.findall(source)
        if any(sign for sign, _ in tags):
            return ()
        return [f"{OF_TAG}{tag.lower()}" for _, tag in tags] if tags else ("user",)

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        """Events of a stream. Our account's has all that it reads as well: only what was written to
        us, and what became of that, counts."""
        now = datetime.now(UTC)
        path, parameters = "user", []
        if stream.startswith(OF_TAG):
            path, parameters = "hashtag", [("tag", stream.removeprefix(OF_TAG))]
        headers = {"Authorization": f"Bearer {self._token()}"}
        url = f"{self._streaming(now)}/api/v1/streaming/{path}"
        lines = lines_of(url, parameters, headers, at=now, allowed=self.allowed)
        for event in events_of(lines):
            is_read = path == "user" and event_in(event)[0] == "update"
            yield "" if is_read else event

    def _streaming(self, at: datetime) -> str:
        """Where the server has its streams: it says so, in the address of a WebSocket."""
        said = as_object(self._ask("/api/v2/instance", (), at, (200, 404)).json())
        urls = as_object(as_object(said.get("configuration")).get("urls"))
        found = as_text(urls.get("streaming")).replace("ws", "http", 1).rstrip("/")
        is_safe = found.startswith("https://") or host_of(found) == host_of(self.base)
        return found if found and is_safe else self.base

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> list[Vanished]:
        """Those that the server has no more, hides, or has in another version: one left out of a list
        is asked for by itself before it counts as gone."""
        gone = []
        ids = [one for one in network_ids if DIGITS.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            asked = ids[start : start + A_LOOK]
            reply = self._ask("/api/v1/statuses", [("id[]", one) for one in asked], at, (200, 404))
            rows = as_objects(reply.json()) if reply.status == 200 else []
            there = {as_id(row.get("id")): row for row in rows}
            gone += [
                found for one in asked if (found := self._gone(one, there.get(one), at)) is not None
            ]
        return gone

    def _gone(self, network_id: str, row: Object | None, at: datetime) -> Vanished | None:
        if row is None:
            reply = self._ask(f"/api/v1/statuses/{network_id}", (), at, (200, 404, 410))
            if reply.status != 200:
                return Vanished(Network.MASTODON, Gone.DELETED, at, network_id)
            row = as_object(reply.json())
        if as_text(row.get("visibility")) not in OPEN and "visibility" in row:
            return Vanished(Network.MASTODON, Gone.PROTECTED, at, network_id)
        edited_at = as_time(row.get("edited_at"))
        if edited_at:
            return Vanished(Network.MASTODON, Gone.EDITED, min(edited_at, at), network_id)
        return None

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        """Publish, unlisted, with the name of who is answered in front: without it they would not
        hear of it. The server knows the key for an hour."""
        fields = {"status": text, "visibility": "unlisted"}
        if reply_to:
            fields["in_reply_to_id"] = reply_to
            fields["status"] = self._addressed(text, reply_to)
        headers = {
            "Authorization": f"Bearer {self._token()}",
            "Idempotency-Key": key,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asker = Asker(self.base, headers, self.allowed)
        reply = asker.publish("/api/v1/statuses", urlencode(fields).encode())
        try:
            receipt = _receipt(as_object(reply.json()))
        except ChannelDown:
            receipt = None
        if receipt is None:
            raise Unanswered("It was sent, and the answer does not say which message it is.")
        return receipt

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
        """Boosts."""
        found = {}
        ids = [one for one in network_ids if DIGITS.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            asked = ids[start : start + A_LOOK]
            reply = self._ask("/api/v1/statuses", [("id[]", one) for one in asked], at)
            for row in as_objects(reply.json()):
                found[as_id(row.get("id"))] = as_count(row.get("reblogs_count"))
        return {one: found[one] for one in ids if one in found}

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        """Among our account's latest."""
        now = datetime.now(UTC)
        me = as_object(self._ask("/api/v1/accounts/verify_credentials", (), now).json())
        path = f"/api/v1/accounts/{quote(as_id(me.get('id')), safe='')}/statuses"
        for row in as_objects(self._ask(path, [("limit", OWN_PAGE)], now).json()):
            written = as_time(row.get("created_at")) or now
            same = _bare(words_of(as_text(row.get("content")))) == _bare(text)
            answers = as_id(row.get("in_reply_to_id")) == reply_to
            if same and answers and written >= since - timedelta(minutes=5):
                return _receipt(row)
        return None

    def price_of(self, text: str, *, is_reply: bool) -> str:
        """Nothing costs anything."""
        return ""

    def length_of(self, text: str) -> int:
        """A link is 23 characters, and of a name its server does not count."""
        return graphemes(without_links(NAME.sub(r"@\1", text), "-" * LINK_LENGTH))

    def may_reply(self, *, is_summons: bool) -> bool:
        """A person's own answer, one at a time, may go to anybody."""
        return True

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        """The message itself, to answer there; Mastodon's own form knows no replies."""
        return url or f"{self.base}/share?text={quote(text, safe='')}"

    def _addressed(self, text: str, reply_to: str) -> str:
        if not DIGITS.fullmatch(reply_to):
            raise Refused("The message that this answers has no id of this server.")
        now = datetime.now(UTC)
        reply = self._ask(f"/api/v1/statuses/{reply_to}", (), now, (200, 404, 410))
        if reply.status != 200:
            raise Refused("The message that this answers is not there any more.")
        acct = as_text(as_object(as_object(reply.json()).get("account")).get("acct"))
        return f"@{acct} {text}" if acct and f"@{acct}".lower() not in text.lower() else text

    def _rows(
        self, path: str, parameters: Parameters, after: Parameters, at: datetime
    ) -> tuple[list[Object], int]:
        """A page, and from which id the next one goes on, as its Link header says (0: it does not)."""
        reply = self._ask(path, [*parameters, *after], at)
        rows = reply.json()
        if not isinstance(rows, list):
            raise ChannelDown("It answered with something that is no page of messages.")
        return as_objects(rows), _onward(reply.headers.get("link", ""))

    def _token(self) -> str:
        if not (self.base and self.token):
            raise NoKeys("No keys for Mastodon: see MASTODON_URL in the environment.")
        return self.token

    def _ask(
        self, path: str, parameters: Parameters, at: datetime, fine: Sequence[int] = (200,)
    ) -> Reply:
        headers = {"Authorization": f"Bearer {self._token()}"}
        return Asker(self.base, headers, self.allowed).get(path, parameters, at=at, fine=fine)


def _timeline(tags: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Where statuses with these tags are: any of those without a sign, all with +, none with -."""
    names = {"": "any[]", "+": "all[]", "-": "none[]"}
    leading = next((place for place, (sign, _) in enumerate(tags) if sign != "-"), 0)
    others = [(names[sign], tag) for place, (sign, tag) in enumerate(tags) if place != leading]
    path = f"/api/v1/timelines/tag/{quote(tags[leading][1], safe='')}"
    return path, [("limit", A_TAG_PAGE), *others]


def _onward(link: str) -> int:
    """The min_id of the newer page that a Link header names."""
    for found in re.finditer(r'<([^<>]*)>\s*;\s*rel="?prev"?', link):
        said = parse_qs(urlsplit(found[1]).query).get("min_id", [""])[0]
        return number_of({"id": said})
    return 0


def _edited(status: Object, at: datetime) -> Fetched:
    """A status that was changed: what was heard of it before is not what it says."""
    network_id = as_id(status.get("id"))
    if not DIGITS.fullmatch(network_id):
        return Fetched(broken=["a change without an id"])
    when = min(as_time(status.get("edited_at")) or at, at)
    return Fetched(vanished=[Vanished(Network.MASTODON, Gone.EDITED, when, network_id)])


def _event(line: str) -> tuple[str, str]:
    if line.lstrip().startswith("{"):
        said = as_object(parse_json(line))
        return as_text(said.get("event")), as_text(said.get("payload"))
    return event_in(line)


def _bare(text: str) -> str:
    """A text as it can be compared: without the names in front, and their servers."""
    text = re.sub(r"^(?:@[\w.@-]+\s+)+", "", NAME.sub(r"@\1", text))
    return " ".join(text.split())


def _receipt(row: Object) -> Receipt | None:
    network_id = as_id(row.get("id"))
    if not DIGITS.fullmatch(network_id):
        return None
    heard = shape(row, handle="", base="", at=datetime.now(UTC))
    url = heard.url if heard else ""
    return Receipt(network_id, url, as_time(row.get("created_at")))
