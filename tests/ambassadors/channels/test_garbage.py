"""Whatever comes, a parser says that it is nothing, and raises nothing but ChannelDown."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassadors.channels.base import Adapter, ChannelDown, Fetched, Heard
from ambassadors.channels.bluesky import Bluesky
from ambassadors.channels.bluesky_parsing import facets_of, read_notifications, read_posts
from ambassadors.channels.feed_parsing import read_feed
from ambassadors.channels.file import File
from ambassadors.channels.file_lines import read_row
from ambassadors.channels.lengths import graphemes, weighted
from ambassadors.channels.mastodon import Mastodon
from ambassadors.channels.mastodon_parsing import read_notifications as read_mentions
from ambassadors.channels.mastodon_parsing import read_statuses
from ambassadors.channels.oauth import Keys
from ambassadors.channels.shaping import as_object, as_objects, as_time, shaped, words_of
from ambassadors.channels.walking import Walk
from ambassadors.channels.x import X
from ambassadors.channels.x_parsing import read_compliance, read_event, read_page
from ambassadors.enums import Network
from tests.ambassadors.fake import OURS, FakeNetworks
from tests.ambassadors.fake.answers_bluesky import view
from tests.ambassadors.fake.answers_mastodon import status
from tests.ambassadors.fake.answers_x import post

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADAPTERS: list[Adapter] = [
    X(Keys("a", "b", "900-c", "d")),
    Bluesky("a", "b"),
    Mastodon("https://m.example", "t"),
    File(),
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(
        ["1", "2026-11-20T12:00:00Z", "9999-12-31T23:59:59-12:00", "\ud800\0", "at://did:a:b/c/d"]
    ),
)
# The real names, so that nonsense comes where sense is looked for.
NAMES = st.sampled_from(
    [
        "id",
        "text",
        "data",
        "includes",
        "users",
        "tweets",
        "author_id",
        "author",
        "created_at",
        "entities",
        "mentions",
        "username",
        "errors",
        "meta",
        "next_token",
        "referenced_tweets",
        "type",
        "public_metrics",
        "retweet_count",
        "edit_history_tweet_ids",
        "lang",
        "withheld",
        "note_tweet",
        "delete",
        "tweet",
        "event_at",
        "action",
        "reason",
        "uri",
        "cid",
        "record",
        "reply",
        "root",
        "parent",
        "createdAt",
        "indexedAt",
        "labels",
        "val",
        "langs",
        "facets",
        "features",
        "did",
        "embed",
        "kind",
        "commit",
        "collection",
        "operation",
        "rkey",
        "time_us",
        "account",
        "active",
        "status",
        "visibility",
        "content",
        "edited_at",
        "acct",
        "url",
        "in_reply_to_id",
        "reblog",
        "spoiler_text",
        "network",
        "network_id",
        "published_at",
        "event",
        "payload",
        "event_type",
        "handle",
    ]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


def sample() -> list[dict[str, Any]]:
    """A good row of each kind, to be spoilt."""
    with FakeNetworks() as fake:
        for network in OURS:
            fake.say(network, "my valve drips", names_us=True, at=AT)
        rows = [(post, "x"), (view, "bluesky"), (status, "mastodon")]
        return [shown(fake.messages[network][0]) for shown, network in rows]


GOOD = sample()


def check(heard: Heard) -> None:
    """It fits into the desk's columns, and into any database."""
    texts = (heard.network_id, heard.author, heard.handle, heard.name, heard.text, heard.url)
    "".join([*texts, heard.language, heard.conversation, heard.reply_to]).encode()
    assert not any("\0" in text for text in texts)
    assert heard.network_id
    assert max(map(len, (heard.network_id, heard.author, heard.handle, heard.name))) <= 100
    assert max(len(heard.conversation), len(heard.reply_to)) <= 100
    assert (len(heard.url) <= 500, len(heard.text) <= 5_000, len(heard.language) <= 10) == (
        True,
    ) * 3
    assert heard.published_at <= AT and heard.published_at.utcoffset() is not None
    assert 0 <= heard.reposts < 2**31
    assert isinstance(heard.is_summons, bool) and isinstance(heard.is_own, bool)


def read_all(value: Any) -> list[Heard]:
    row, rows = as_object(value), as_objects(value)
    page = read_page(row, handle="ostrel", me="900", at=AT)
    read_compliance(row, of_users=False, at=AT)
    read_event(row, at=AT)
    found = [
        *page.heard,
        *(heard for _, heard in read_posts([row, *rows], me="did:plc:x", at=AT).heard),
        *(heard for _, heard in read_notifications([row, *rows], me="did:plc:x", at=AT).heard),
        *(h for _, h in read_statuses([row, *rows], handle="o", base="https://m", at=AT).heard),
        *(h for _, h in read_mentions([row, *rows], handle="o", base="https://m", at=AT).heard),
    ]
    dropped = read_row(row, at=AT)
    return [*found, dropped] if isinstance(dropped, Heard) else found


@given(JSON)
@settings(max_examples=250, deadline=None)
def test_anything(value: Any) -> None:
    for heard in read_all(value):
        check(heard)


@given(st.sampled_from(range(3)), st.dictionaries(NAMES, JSON, max_size=5))
@settings(max_examples=250, deadline=None)
def test_a_good_row_with_wrong_parts(which: int, wrong: dict[str, Any]) -> None:
    for heard in read_all({**GOOD[which], **wrong}):
        check(heard)


@given(st.one_of(st.text(), JSON.map(lambda value: json.dumps(value, default=str))))
@settings(max_examples=250, deadline=None)
def test_any_line(line: str) -> None:
    for adapter in ADAPTERS:
        for text in (
            line,
            f"users {line}",
            f"event: update\ndata: {line}",
            f"event: delete\ndata: {line}",
        ):
            found = adapter.hear(text, handle="ostrel", at=AT)
            assert isinstance(found, Fetched)
            for heard in found.heard:
                check(heard)


@given(
    st.binary()
    | st.text().map(
        lambda text: f"<rss><item><guid>{text}</guid></item></rss>".encode("utf-8", "replace")
    )
)
@settings(max_examples=200, deadline=None)
def test_any_feed(body: bytes) -> None:
    try:
        entries, _broken = read_feed(body, "https://blog.example/feed")
    except ChannelDown:
        return
    for entry in entries:
        assert 0 < len(entry.entry_id) <= 100


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    assert weighted(text) >= 0 and graphemes(text) >= 0
    words_of(text)
    words_of(f"<p>{text}</p><br")
    as_time(text)
    facets_of(text.encode("utf-8", "replace").decode(), {})
    for adapter in ADAPTERS:
        assert adapter.length_of(text) >= 0
        adapter.intent_url(text.encode("utf-8", "replace").decode(), network_id="1", url="")


@given(st.dictionaries(st.sampled_from(["since", "newest", "page", "pages", "seen"]), JSON))
@settings(max_examples=200, deadline=None)
def test_any_cursor(cursor: dict[str, Any]) -> None:
    walk = Walk.of(cursor, first=5, overlap=3)
    assert walk.floor >= 0
    json.dumps(walk.after(""))


@pytest.mark.parametrize("text", ["[" * 200_000, '{"data":' * 100_000, "1" * 6_000, "NaN"])
def test_deep_and_long(text: str) -> None:
    for adapter in ADAPTERS:
        assert adapter.hear(text, handle="", at=AT).heard in ((), [])


def test_no_message_without_an_id_or_a_time() -> None:
    fields: dict[str, Any] = {"author": "1", "handle": "a", "text": "b"}
    assert shaped(Network.X, at=AT, network_id="", published_at=AT, **fields) is None
    assert shaped(Network.X, at=AT, network_id="1", published_at=None, **fields) is None
    assert shaped(Network.X, at=AT, network_id="1" * 101, published_at=AT, **fields) is None
    assert shaped(Network.X, at=AT, network_id="1", published_at=AT, **fields) is not None
