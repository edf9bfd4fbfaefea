"""What each network's payloads say. Those in `payloads/` are written by hand; each names its source
and the day when that was read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ambassadors.channels.base import Vanished
from ambassadors.channels.bluesky import Bluesky
from ambassadors.channels.bluesky_parsing import facets_of, read_notifications, record_key
from ambassadors.channels.mastodon import Mastodon
from ambassadors.channels.mastodon_parsing import read_notifications as read_mentions
from ambassadors.channels.mastodon_parsing import shape
from ambassadors.channels.x import X
from ambassadors.channels.x_parsing import id_at, millis_in, read_page
from ambassadors.enums import Gone, Network

PAYLOADS = Path(__file__).parent / "payloads"
AT = datetime(2026, 11, 27, tzinfo=UTC)
SAID = datetime(2022, 12, 23, 12, 34, 56, 789_000, tzinfo=UTC)
HAPPENED = datetime(2026, 11, 20, 10, tzinfo=UTC)


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / name).read_text())


def lines(name: str) -> list[str]:
    return (PAYLOADS / name).read_text().splitlines()


def test_every_payload_names_its_source() -> None:
    for path in sorted(PAYLOADS.iterdir()):
        assert '"_source"' in path.read_text() and '"_read"' in path.read_text(), path.name


def test_x_events() -> None:
    x = X()
    found = [x.hear(line, handle="ostrel", at=AT) for line in lines("x_events.jsonl")]
    base = "6014301783052206"

    def gone(why: Gone, at: datetime, **which: str) -> list[Vanished]:
        return [Vanished(Network.X, why, at, **which)]

    assert [list(one.vanished) for one in found] == [
        gone(Gone.DELETED, SAID, network_id=f"{base}08"),
        gone(Gone.WITHHELD, SAID, network_id=f"{base}09"),
        gone(Gone.EDITED, AT, network_id=f"{base}10"),
        [],
        gone(Gone.PROTECTED, SAID, author="3198576760"),
        gone(Gone.SUSPENDED, SAID, author="3198576761"),
        [],
        gone(Gone.DELETED, AT, network_id=f"{base}13"),
        [],
        [],
    ]
    assert [len(one.broken) for one in found] == [0] * 9 + [1]


@pytest.mark.parametrize(
    "line",
    [
        '{"data": {"author_id": "10211590',
        "nonsense",
        '{"id": "x", "action": "delete"}',
        "{}",
        "[1]",
    ],
)
def test_x_lines_that_are_none(line: str) -> None:
    found = X().hear(line, handle="ostrel", at=AT)
    assert (found.heard, found.vanished, len(found.broken)) in (((), (), 1), ([], [], 1))


def test_x_compliance_of_accounts_and_of_posts() -> None:
    line = '{"id":"1482680858","action":"delete","created_at":"2013-06-04T16:25:04+00:00","reason":"protected"}'
    [of_post] = X().hear(line, handle="", at=AT).vanished
    [of_user] = X().hear(f"users {line}", handle="", at=AT).vanished
    assert (of_post.network_id, of_post.author) == ("1482680858", "")
    assert (of_user.network_id, of_user.author) == ("", "1482680858")
    assert (of_post.why, of_user.why) == (Gone.PROTECTED, Gone.PROTECTED)
    scrubbed = '{"id":"1","action":"scrub_geo","reason":"geo_scrubbed"}'
    assert X().hear(scrubbed, handle="", at=AT).vanished == []


def x_post(**more: Any) -> dict[str, Any]:
    row = {
        "id": "1990000000000000000",
        "text": "a &amp; b &lt;3",
        "author_id": "77",
        "created_at": "2026-11-20T10:00:00.000Z",
        "conversation_id": "1980000000000000000",
        "lang": "und",
        "edit_history_tweet_ids": ["1990000000000000000"],
        "public_metrics": {"retweet_count": 4, "like_count": 9},
    }
    author = {
        "id": "77",
        "username": "noor",
        "name": "Noor",
        "public_metrics": {"followers_count": 12},
    }
    return {"data": {**row, **more}, "includes": {"users": [author]}}


def test_x_post() -> None:
    [heard] = read_page(x_post(), handle="ostrel", me="900", at=AT).heard
    assert (heard.text, heard.language, heard.reposts) == ("a & b <3", "", 4)
    assert (heard.author, heard.handle, heard.name, heard.followers) == ("77", "noor", "Noor", 12)
    assert (heard.published_at, heard.edited_at) == (HAPPENED, None)
    assert heard.url == "https://x.com/noor/status/1990000000000000000"
    assert (heard.conversation, heard.reply_to) == ("1980000000000000000", "")
    assert (heard.is_summons, heard.is_own, heard.is_repost) == (False, False, False)


@pytest.mark.parametrize(
    ("more", "summons"),
    [
        ({"entities": {"mentions": [{"username": "Ostrel", "id": "900"}]}}, True),
        ({"entities": {"mentions": [{"username": "ostrel_fan", "id": "901"}]}}, False),
        ({"entities": {"urls": [{"expanded_url": "https://x.com/ostrel/status/5"}]}}, True),
        ({"entities": {"urls": [{"expanded_url": "https://x.com/ostrel_fan/status/5"}]}}, False),
        (
            {
                "entities": {
                    "urls": [{"expanded_url": "https://evil.example/x.com/ostrel/status/5"}]
                }
            },
            False,
        ),
        ({"referenced_tweets": [{"type": "quoted", "id": "5", "author_id": "900"}]}, True),
        ({"referenced_tweets": [{"type": "replied_to", "id": "5", "author_id": "900"}]}, False),
        (
            {
                "entities": {"mentions": [{"username": "ostrel"}]},
                "referenced_tweets": [{"type": "retweeted", "id": "5"}],
            },
            False,
        ),
    ],
)
def test_x_summons(more: dict[str, Any], summons: bool) -> None:
    [heard] = read_page(x_post(**more), handle="@ostrel", me="900", at=AT).heard
    assert heard.is_summons is summons
    assert X().may_reply(is_summons=summons) is summons


def test_x_long_edited_withheld_and_own() -> None:
    [long] = read_page(x_post(note_tweet={"text": "b" * 9_000}), handle="", me="", at=AT).heard
    assert long.text == "b" * 5_000
    edited = read_page(
        x_post(edit_history_tweet_ids=["1", "2", "1990000000000000000"]), handle="", me="", at=AT
    )
    assert [one.network_id for one in edited.vanished] == ["1", "2"]
    assert edited.heard[0].edited_at == HAPPENED
    hidden = read_page(x_post(withheld={"country_codes": ["DE"]}), handle="", me="", at=AT)
    assert (hidden.heard, hidden.vanished[0].why) == ([], Gone.WITHHELD)
    assert read_page(x_post(author_id="900"), handle="", me="900", at=AT).heard[0].is_own
    assert read_page(x_post(event_type="MessageCreate"), handle="", me="", at=AT).heard == []


def test_x_ids_hold_times() -> None:
    written = datetime(2019, 12, 31, 19, 26, 16, tzinfo=UTC).timestamp()
    assert millis_in("1212092628029698048") // 1000 == written
    assert id_at(millis_in("1212092628029698048")) <= 1212092628029698048
    assert (millis_in("20"), millis_in("x"), id_at(0)) == (0, 0, 0)


def test_bluesky_notifications() -> None:
    rows = payload("bluesky_notifications.json")["notifications"]
    read = read_notifications(rows, me="did:plc:ourselves", at=AT)
    first, second = (heard for _, heard in read.heard)
    assert (first.text, first.language) == ("@ostrel.example why does my valve whistle? 🔊", "en")
    assert (first.author, first.handle, first.name) == ("did:plc:noor", "noor.example", "Noor")
    assert first.url == "https://bsky.app/profile/did:plc:noor/post/3kabcdefghij2"
    assert (first.conversation, first.reply_to) == (first.network_id, "")
    assert (second.conversation, second.reply_to) == (
        "at://did:plc:tomasz/app.bsky.feed.post/3kroot",
        "at://did:plc:ourselves/app.bsky.feed.post/3kown",
    )
    # Its author's clock is years ahead: it was there when Bluesky had it.
    assert second.published_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert (first.is_summons, second.is_summons) == (True, True)
    assert [uri for _, uri in read.hidden] == ["at://did:plc:shy/app.bsky.feed.post/3kabcdefghij4"]
    assert (len(read.places), read.broken) == (4, [])


def test_bluesky_jetstream() -> None:
    found = [Bluesky().hear(line, handle="", at=AT) for line in lines("bluesky_jetstream.jsonl")]
    post = "at://did:plc:noor/app.bsky.feed.post/3kabcdefghij"
    assert [list(one.vanished) for one in found] == [
        [Vanished(Network.BLUESKY, Gone.DELETED, HAPPENED, f"{post}2")],
        [Vanished(Network.BLUESKY, Gone.EDITED, HAPPENED, f"{post}6")],
        [],
        [Vanished(Network.BLUESKY, Gone.DELETED, HAPPENED, author="did:plc:gone")],
        [Vanished(Network.BLUESKY, Gone.SUSPENDED, HAPPENED, author="did:plc:shut")],
        [Vanished(Network.BLUESKY, Gone.PROTECTED, HAPPENED, author="did:plc:away")],
        [],
        [],
    ]
    assert Bluesky().hear('{"kind": "commit"}', handle="", at=AT).broken == [
        "a line that broke off"
    ]


def test_bluesky_keys_and_facets() -> None:
    keys = {record_key(str(n)) for n in range(2_000)}
    assert len(keys) == 2_000
    assert {len(key) for key in keys} == {13} and max(keys) < "4"
    assert record_key("a") == record_key("a")
    text = "Grüezi @noor.example, see https://ostrel.example/t/1. Or ask@ostrel.example #valve"
    found = facets_of(text, {"noor.example": "did:plc:noor"})
    said = text.encode()
    parts = [said[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in found]  # type: ignore[index]
    assert parts == ["@noor.example", "https://ostrel.example/t/1", "#valve"]


def test_mastodon_notifications() -> None:
    rows = payload("mastodon_notifications.json")
    read = read_mentions(rows, handle="@ostrel", base="https://mastodon.example", at=AT)
    [(place, heard)] = read.heard
    assert place == 34975861
    assert heard.text == (
        "plumbing\n\n@ostrel my valve & boiler\ndrip.\n\n"
        "See https://elsewhere.example/a/very/long/way"
    )
    assert (heard.author, heard.handle) == ("971724", "noor@elsewhere.example")
    assert (heard.reply_to, heard.reposts, heard.is_summons) == ("115570000000000001", 3, True)
    assert heard.edited_at == datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    assert (len(read.hidden), len(read.places), read.broken) == (1, 3, [])


@pytest.mark.parametrize(
    ("acct", "handle", "ours"),
    [
        ("ostrel", "ostrel@mastodon.example", True),
        ("ostrel@mastodon.example", "ostrel", True),
        ("ostrel@evil.example", "ostrel", False),
        ("ostrel", "", False),
    ],
)
def test_mastodon_names(acct: str, handle: str, ours: bool) -> None:
    status = {
        "id": "1",
        "created_at": "2026-11-20T10:00:00Z",
        "account": {"id": "2", "acct": "a"},
        "mentions": [{"acct": acct}],
    }
    heard = shape(status, handle=handle, base="https://mastodon.example", at=AT)
    assert heard is not None and heard.is_summons is ours


def test_mastodon_streams() -> None:
    status = json.dumps(payload("mastodon_notifications.json")[0]["status"])
    mastodon = Mastodon("https://mastodon.example", "t")
    found = mastodon.hear(f"event: update\ndata: {status}", handle="ostrel", at=AT)
    assert [heard.network_id for heard in found.heard] == ["115580000000000001"]
    # What was changed is taken off, and not taken in again.
    changed = json.dumps({"id": "115580000000000001", "edited_at": "2026-11-20T10:00:00.000Z"})
    found = mastodon.hear(f"event: status.update\ndata: {changed}", handle="ostrel", at=AT)
    edited = Vanished(Network.MASTODON, Gone.EDITED, HAPPENED, "115580000000000001")
    assert (list(found.heard), list(found.vanished)) == ([], [edited])
    assert mastodon.hear("event: status.update\ndata: {}", handle="", at=AT).broken == [
        "a change without an id"
    ]
    told = json.dumps({"stream": ["user"], "event": "update", "payload": status})
    assert len(mastodon.hear(told, handle="ostrel", at=AT).heard) == 1
    gone = mastodon.hear("event: delete\ndata: 115580000000000001", handle="", at=AT)
    assert list(gone.vanished) == [
        Vanished(Network.MASTODON, Gone.DELETED, AT, "115580000000000001")
    ]
    # Marks that some take for the end of a line.
    odd = json.dumps({"id": "1", "note": "a\u2028b\u0085c"}, ensure_ascii=False)
    found = mastodon.hear(f"event: status.update\ndata: {odd}", handle="", at=AT)
    assert [one.network_id for one in found.vanished] == ["1"]
    for quiet in (":thump", "", "event: filters_changed\ndata: undefined"):
        found = mastodon.hear(quiet, handle="", at=AT)
        assert (list(found.heard), list(found.broken)) == ([], [])
    assert mastodon.hear("event: update\ndata: {", handle="", at=AT).broken == [
        "an event that broke off"
    ]
