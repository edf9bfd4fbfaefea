"""X, by its API v2. What it permits, its prices and limits: docs/networks.md."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from accounts.fetching import Allowed, is_public
from ambassadors.channels.asking import Asker, Parameters, Reply, trouble_of
from ambassadors.channels.base import (
    Account,
    ChannelDown,
    Cost,
    Cursor,
    Fetched,
    NoKeys,
    Receipt,
    Refused,
    Unanswered,
    Vanished,
)
from ambassadors.channels.lengths import has_link, weighted, without_links
from ambassadors.channels.oauth import Keys, signed
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_objects,
    as_text,
    from_millis,
    millis_of,
    parse_json,
)
from ambassadors.channels.walking import Walk
from ambassadors.channels.x_jobs import AppJobs
from ambassadors.channels.x_parsing import (
    DIGITS,
    Read,
    id_at,
    millis_in,
    read_compliance,
    read_event,
    read_page,
)
from ambassadors.channels.x_streams import COMPLIANCE, SEARCH, AppStreams
from ambassadors.enums import Gone, Network

BASE = "https://api.x.com"
# Millionths of a dollar (docs.x.com, x-api/getting-started/pricing, 2026-08-22).
PRICES = {
    "owned_read": 1_000,
    "post_read": 5_000,
    "user_read": 10_000,
    "post": 15_000,
    "post_link": 200_000,
    "reply": 10_000,
}
FIRST, OVERLAP = timedelta(days=1), timedelta(minutes=2)
# Search knows the last seven days; a minute is left for clocks that differ.
KNOWN_FOR = timedelta(days=7) - timedelta(minutes=1)
A_PAGE, A_LOOK, OWN_PAGE = "100", 100, "20"
# Of those that name us X gives the last 800.
MOST_OWN_PAGES = 8
NAME = re.compile(r"\w{1,15}", re.ASCII)
FIELDS: Parameters = (
    (
        "tweet.fields",
        "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,"
        "lang,note_tweet,public_metrics,referenced_tweets,withheld",
    ),
    ("expansions", "author_id"),
    ("user.fields", "name,protected,public_metrics,username,withheld"),
)
WHY_MISSING = (
    ("suspended", Gone.SUSPENDED),
    ("not authorized", Gone.PROTECTED),
    ("protected", Gone.PROTECTED),
    ("withheld", Gone.WITHHELD),
)


@dataclass(frozen=True)
class X:
    """`keys` are None where the environment names none. `pays_for_authors` says that the authors
    which come beside posts are charged for as user reads; X does not say whether they are."""

    keys: Keys | None = None
    base: str = BASE
    allowed: Allowed = is_public
    pays_for_authors: bool = True
    # Streams are asked for by the app itself, not in an account's name.
    bearer: str = ""
    # Those of the compliance streams that the plan has ("1" to "4").
    partitions: Sequence[str] = ()

    network: Network = Network.X
    longest: int = 280
    prices: Mapping[str, int] = field(default_factory=lambda: PRICES)
    knows_keys: bool = False
    key_lasts: timedelta = timedelta(0)
    replies_once: bool = True
    look_price: str = "post_read"
    follows_authors: bool = False
    repeats: bool = True
    one_stream: str = SEARCH
    account_price: str = "user_read"

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """Posts that name us, or that recent search finds for `source`; newest pages first."""
        keys = self._keys()
        walk = Walk.of(
            cursor, first=millis_of(at - FIRST), overlap=OVERLAP // timedelta(milliseconds=1)
        )
        path = "/2/tweets/search/recent" if source else f"/2/users/{keys.account}/mentions"
        page_name = "next_token" if source else "pagination_token"
        parameters, missed = _span(walk, at, of_search=bool(source))
        if source:
            parameters += [("query", source)]
        page = [(page_name, walk.page)] if walk.page else []
        reply = self._ask(path, [*parameters, *page], at=at, fine=(200, 400))
        if reply.status == 400 and walk.page:
            # A page's name that has run out: the walk begins again.
            return Fetched(cursor={**cursor, "page": ""}, is_more=True)
        if reply.status == 400:
            raise trouble_of(reply, at=at)
        what = "post_read" if source else "owned_read"
        return self._page(walk, _page_of(reply), handle, at, what=what, missed=missed)

    def _page(
        self,
        walk: Walk,
        payload: Object,
        handle: str,
        at: datetime,
        *,
        what: str,
        missed: datetime | None,
    ) -> Fetched:
        read = read_page(payload, handle=handle, me=self._keys().account, at=at)
        placed = ((millis_in(one.network_id), one) for one in read.heard)
        heard = walk.fresh(placed, top=millis_of(at))
        began, broken = walk.since, walk.not_said(read.broken)
        next_page = as_text(as_object(payload.get("meta")).get("next_token"))
        if what == "owned_read" and not next_page and walk.pages + 1 >= MOST_OWN_PAGES:
            missed = from_millis(began)
        after = walk.after(next_page)
        return Fetched(
            heard=heard,
            vanished=read.vanished,
            cursor=after,
            is_more=bool(after["page"]),
            costs=self._costs(payload, what),
            broken=broken,
            missed=from_millis(began) if walk.is_cut else missed,
        )

    def _costs(self, payload: Object, what: str) -> list[Cost]:
        posts = payload.get("data")
        costs = [
            Cost(what, post_id) for row in as_objects(posts) if (post_id := as_id(row.get("id")))
        ]
        users = as_objects(as_object(payload.get("includes")).get("users"))
        if self.pays_for_authors:
            costs += [Cost("user_read", found) for row in users if (found := as_id(row.get("id")))]
        return costs

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """A line of the filtered stream, of a compliance or activity stream, or of a compliance
        job's results about posts (those about accounts begin with `users `)."""
        of_users = line.startswith("users ")
        text = line.removeprefix("users ").strip()
        if not text:
            return Fetched()
        try:
            row = as_object(parse_json(text))
        except ChannelDown:
            return Fetched(broken=["a line that broke off"])
        read = self._read_line(row, handle, of_users, at)
        of_row = {"data": [row.get("data")], "includes": row.get("includes")}
        costs = self._costs(of_row, "post_read") if read.heard else []
        told_at = min((one.at for one in read.vanished), default=None)
        return Fetched(read.heard, read.vanished, costs=costs, broken=read.broken, told_at=told_at)

    def _read_line(self, row: Object, handle: str, of_users: bool, at: datetime) -> Read:
        if "action" in row and "data" not in row:
            return read_compliance(row, of_users=of_users, at=at)
        event = read_event(row, at=at)
        if event is not None:
            return event
        read = read_page(row, handle=handle, me=self.keys.account if self.keys else "", at=at)
        if not (read.heard or read.vanished or read.broken or row.get("data")):
            read.broken.append("a line that says nothing known")
        return read

    def account(self, handle: str, *, at: datetime) -> Account | None:
        """By its name, which its owner may change; its number stays."""
        if not NAME.fullmatch(handle):
            return None
        path = f"/2/users/by/username/{handle}"
        reply = self._ask(path, [("user.fields", "description")], at=at, fine=(200, 404))
        row = as_object(as_object(reply.json()).get("data"))
        network_id = as_id(row.get("id"))
        if not DIGITS.fullmatch(network_id):
            return None
        costs = [Cost("user_read", network_id)]
        words = as_text(row.get("description"))
        return Account(
            network_id, as_text(row.get("username")), as_text(row.get("name")), words, costs
        )

    def streams(self, source: str) -> Sequence[str]:
        """What a search finds; and for the account itself, what became of posts and accounts."""
        if not self.bearer or self.keys is None:
            return ()
        if source:
            return (f"{SEARCH}{source}",)
        return [f"{kind}:{part}" for kind in COMPLIANCE for part in self.partitions]

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        """The filtered stream (its rule is written first, and of its posts only those of this rule
        count), or one of the compliance streams."""
        app = AppStreams(self.base, self.bearer, self.allowed)
        kind, _, part = stream.partition(":")
        if stream.startswith(SEARCH):
            return app.search(stream.removeprefix(SEARCH), FIELDS)
        return app.compliance(COMPLIANCE[kind], part, since)

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> list[Vanished]:
        """Those that X no longer gives, with its reason; each id asked for costs a read."""
        gone = []
        ids = [one for one in network_ids if DIGITS.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            asked = ids[start : start + A_LOOK]
            reply = self._ask("/2/tweets", [("ids", ",".join(asked)), *FIELDS[:1]], at=at)
            payload = as_object(reply.json())
            if any(as_id(row.get("id")) not in asked for row in as_objects(payload.get("data"))):
                raise ChannelDown("It answered with something else than it was asked for.")
            gone += _gone_in(payload, set(asked), at)
        return gone

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        """Publish. X knows no keys: what was sent twice would stand twice, were it not that X refuses
        the same words soon after; then they may be ours of the first time, and nobody knows."""
        body: dict[str, object] = {"text": text}
        if reply_to:
            body["reply"] = {"in_reply_to_tweet_id": reply_to}
        try:
            reply = self._publish("/2/tweets", json.dumps(body).encode())
        except Refused as error:
            if "duplicate content" in str(error).lower():
                raise Unanswered(str(error)) from error
            raise
        try:
            network_id = as_id(as_object(as_object(reply.json()).get("data")).get("id"))
        except ChannelDown:
            network_id = ""
        if not network_id:
            raise Unanswered("It was sent, and the answer does not say which post it is.")
        cost = Cost(self.price_of(text, is_reply=bool(reply_to)), network_id)
        return Receipt(network_id, f"https://x.com/i/status/{network_id}", costs=[cost])

    @property
    def looks_in_bulk(self) -> bool:
        """With the app's own token."""
        return bool(self.bearer and self.keys)

    def begin_look(self, network_ids: Sequence[str]) -> str:
        """A compliance job."""
        jobs = AppJobs(self.base, self.bearer, self.allowed)
        return jobs.begin([one for one in network_ids if DIGITS.fullmatch(one)])

    def end_look(self, name: str, *, at: datetime) -> list[Vanished] | None:
        """Its result."""
        return AppJobs(self.base, self.bearer, self.allowed).result(name, at=at)

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
        """Reposts and quotes."""
        found = {}
        ids = [one for one in network_ids if DIGITS.fullmatch(one)]
        for start in range(0, len(ids), A_LOOK):
            asked = ids[start : start + A_LOOK]
            parameters = [("ids", ",".join(asked)), ("tweet.fields", "public_metrics")]
            rows = as_objects(
                as_object(self._ask("/2/tweets", parameters, at=at).json()).get("data")
            )
            for row in rows:
                counts = as_object(row.get("public_metrics"))
                number = as_count(counts.get("retweet_count")) + as_count(counts.get("quote_count"))
                found[as_id(row.get("id"))] = number
        return {one: found[one] for one in ids if one in found}

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        """In our own timeline, among the latest since a little before `since`."""
        keys = self._keys()
        parameters = [
            ("max_results", OWN_PAGE),
            ("start_time", _stamp(since - timedelta(minutes=5))),
        ]
        path = f"/2/users/{keys.account}/tweets"
        now = datetime.now(UTC)
        payload = _page_of(self._ask(path, [*parameters, *FIELDS[:1]], at=now))
        read = read_page(payload, handle="", me=keys.account, at=now)
        costs = [Cost("owned_read", one.network_id) for one in read.heard]
        for one in read.heard:
            if one.reply_to == reply_to and _bare(one.text) == _bare(text):
                return Receipt(one.network_id, one.url, one.published_at, costs)
        return None

    def price_of(self, text: str, *, is_reply: bool) -> str:
        """Replies to a summons have one price; other posts cost more with a link."""
        if is_reply:
            return "reply"
        return "post_link" if has_link(text) else "post"

    def length_of(self, text: str) -> int:
        """Weighted, as X counts."""
        return weighted(text)

    def may_reply(self, *, is_summons: bool) -> bool:
        """Only to who named or quoted us (since 2026-02-23)."""
        return is_summons

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        """X's own page, filled in."""
        reply = {"in_reply_to": network_id} if network_id else {}
        return f"https://x.com/intent/post?{urlencode({'text': text, **reply}, quote_via=quote)}"

    def _keys(self) -> Keys:
        if self.keys is None:
            raise NoKeys("No keys for X: see X_API_KEY in the environment.")
        if not DIGITS.fullmatch(self.keys.account):
            raise NoKeys("X_ACCESS_TOKEN does not begin with the account's number.")
        return self.keys

    def _ask(
        self, path: str, parameters: Parameters, *, at: datetime, fine: Sequence[int] = (200,)
    ) -> Reply:
        headers = {"Authorization": signed(self._keys(), "GET", f"{self.base}{path}", parameters)}
        asker = Asker(self.base, headers, self.allowed)
        return asker.get(path, parameters, at=at, fine=fine)

    def _publish(self, path: str, body: bytes) -> Reply:
        headers = {
            "Authorization": signed(self._keys(), "POST", f"{self.base}{path}", ()),
            "Content-Type": "application/json",
        }
        return Asker(self.base, headers, self.allowed).publish(path, body)


def _span(
    walk: Walk, at: datetime, *, of_search: bool
) -> tuple[list[tuple[str, str]], datetime | None]:
    """From where posts are wanted, and from when on something is missing because X gives no more."""
    parameters = [("max_results", A_PAGE), *FIELDS]
    known = millis_of(at - KNOWN_FOR)
    if of_search and walk.floor < known:
        # To the whole hour, so that the pages of one walk are asked for alike.
        start = from_millis(known).replace(minute=0, second=0) + timedelta(hours=1)
        late = from_millis(walk.since) if walk.since < millis_of(start) else None
        return [*parameters, ("start_time", _stamp(start))], late
    return [*parameters, ("since_id", str(id_at(walk.floor)))], None


def _page_of(reply: Reply) -> Object:
    """A page, or ChannelDown: one without posts says in `meta` that there are none."""
    payload = reply.json()
    if not isinstance(payload, dict) or not ("data" in payload or "meta" in payload):
        raise ChannelDown("It answered with something that is no page of posts.")
    return payload


def _gone_in(payload: Object, asked: set[str], at: datetime) -> list[Vanished]:
    gone = read_page(payload, handle="", me="", at=at).vanished
    # Of an edited post every version's id can be asked for, and gives the one that was asked for.
    for row in as_objects(payload.get("data")):
        history = row.get("edit_history_tweet_ids")
        network_id = as_id(row.get("id"))
        if isinstance(history, list) and network_id in history[:-1]:
            gone.append(Vanished(Network.X, Gone.EDITED, at, network_id))
    for row in as_objects(payload.get("errors")):
        network_id = as_id(row.get("resource_id")) or as_id(row.get("value"))
        if network_id in asked and row.get("resource_type") == "tweet":
            said = f"{as_text(row.get('title'))} {as_text(row.get('detail'))}".lower()
            why = next((gone_so for word, gone_so in WHY_MISSING if word in said), Gone.DELETED)
            gone.append(Vanished(Network.X, why, at, network_id))
    return [one for one in dict.fromkeys(gone) if one.network_id in asked]


def _stamp(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _bare(text: str) -> str:
    """A text as it can be compared: X puts names in front of a reply and shortens its links."""
    text = re.sub(r"^(?:@\w+\s+)+", "", without_links(text, " "))
    return " ".join(text.split())
