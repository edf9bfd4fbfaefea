"""Blogs: hostile and huge feeds, and what the others say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from ambassadors.channels.base import ChannelDown, Refused
from ambassadors.channels.feed import Feed
from ambassadors.channels.feed_parsing import MOST_ENTRIES, read_feed
from ambassadors.channels.registry import adapter_for
from ambassadors.enums import Network
from tests.accounts.serving import loopback, served

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><rss><item><guid>&lol1;</guid></item></rss>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><guid>&x;</guid></item></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/a/">
 <title>Blog</title>
 <entry><id>urn:1</id><title type="html">Valves &amp;amp; &lt;b&gt;boilers&lt;/b&gt;</title>
  <link rel="edit" href="https://no.example/"/><link href="b/1"/>
  <published>2026-11-20T09:00:00+02:00</published><updated>2026-11-20T08:00:00Z</updated>
  <author><name>Noor</name></author>
  <content type="html">&lt;p&gt;One&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Two&lt;/p&gt;</content></entry>
 <entry><id>urn:2</id><title>No date</title><summary>Words</summary></entry>
 <entry><title>Nothing to know it by</title></entry>
</feed>"""
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>B</title>
 <item><title>First</title><link>/first</link><guid isPermaLink="false">1</guid>
  <pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><dc:creator>Tomasz</dc:creator>
  <description>&lt;p&gt;My valve&lt;br&gt;drips&lt;/p&gt;</description></item>
 <item><title>Old</title><link>javascript:alert(1)</link><guid>2</guid>
  <pubDate>Fri, 20 Nov 2020 09:00:00 GMT</pubDate></item></channel></rss>"""


class Blog(BaseHTTPRequestHandler):
    body: ClassVar[bytes] = b""
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("If-None-Match", "")))
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/feed")
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/")
        elif self.headers.get("If-None-Match") == '"1"':
            self.send_response(304)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(60):
                    self.wfile.write(b" " * 1_000_000)
            except OSError:
                pass
            return
        else:
            self.send_response(200 if self.path == "/feed" else 404)
            self.send_header("ETag", '"1"')
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def blog() -> Iterator[str]:
    Blog.asked, Blog.body = [], RSS.encode()
    with served(Blog) as url:
        yield url


FEED = Feed(allowed=loopback)


def test_our_own_network_is_not_asked(blog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNELS_PRIVATE_ADDRESSES", "127.0.0.1")
    for url in (f"{blog}/feed", "file:///etc/passwd", "http://[", "nonsense", ""):
        with pytest.raises(ChannelDown):
            adapter_for("feed").fetch(url, "", {}, at=AT)
    assert Blog.asked == []


@pytest.mark.parametrize("path", ["/missing", "/round", "/inside", "/endless"])
def test_what_is_no_feed(blog: str, path: str) -> None:
    with pytest.raises(ChannelDown):
        FEED.fetch(f"{blog}{path}", "", {}, at=AT)


@pytest.mark.parametrize(
    "body",
    [LAUGHS, OUTSIDE, b"", b"<html></html>", b"<rss><item>", b"\xff\xfe", b"{}", b"<rss" * 9],
)
def test_hostile_feeds(body: bytes) -> None:
    with pytest.raises(ChannelDown):
        read_feed(body, "https://blog.example/")


def test_deep_and_many() -> None:
    deep = b"<rss>" + b"<item>" * 100_000 + b"</item>" * 100_000 + b"</rss>"
    entries, _broken = read_feed(deep, "https://blog.example/")
    assert entries == []
    many = b"<rss>" + b"<item><guid>%d</guid></item>" * 3_000 % tuple(range(3_000)) + b"</rss>"
    assert len(read_feed(many, "https://blog.example/")[0]) == MOST_ENTRIES
    long = (
        b"<rss><item><guid>1</guid><description>"
        + b"a " * 2_000_000
        + b"</description></item></rss>"
    )
    assert len(read_feed(long, "https://blog.example/")[0][0].words) == 2_000


def test_it_is_not_answered() -> None:
    with pytest.raises(Refused):
        FEED.post("x", reply_to="1", key="k")
    assert not FEED.may_reply(is_summons=True)


def test_atom() -> None:
    entries, broken = read_feed(ATOM.encode(), "https://elsewhere.example/feed")
    first, second = entries
    assert (first.entry_id, first.title, first.words) == ("urn:1", "Valves & boilers", "One\n\nTwo")
    assert (first.url, first.author) == ("https://blog.example/a/b/1", "Noor")
    assert first.written_at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert (second.words, second.url, second.written_at) == ("Words", "", None)
    assert broken == ["an entry with neither an id nor an address"]


def test_a_blog_is_heard(blog: str) -> None:
    first = FEED.fetch(f"{blog}/moved", "", {}, at=AT)
    [heard] = first.heard
    assert (heard.network, heard.network_id, heard.text) == (
        Network.BLOG,
        "1",
        "First\n\nMy valve\ndrips",
    )
    assert (heard.url, heard.handle, heard.name) == (f"{blog}/first", "127.0.0.1", "Tomasz")
    assert heard.published_at == AT - timedelta(hours=3)
    again = FEED.fetch(f"{blog}/feed", "", first.cursor, at=AT)
    assert (list(again.heard), again.cursor) == ([], first.cursor)
    assert Blog.asked[-1] == ("/feed", '"1"')


def test_what_is_new_and_what_has_changed(blog: str) -> None:
    first = FEED.fetch(f"{blog}/feed", "", {}, at=AT)
    cursor = {"seen": first.cursor["seen"]}
    added = "<item><title>New</title><guid>3</guid></item></channel>"
    Blog.body = RSS.replace("drips", "whistles").replace("</channel>", added).encode()
    found = FEED.fetch(f"{blog}/feed", "", cursor, at=AT)
    assert [(one.network_id, one.edited_at) for one in found.heard] == [("1", AT), ("3", None)]
    assert found.heard[1].published_at == AT
    assert FEED.fetch(f"{blog}/feed", "", {"seen": found.cursor["seen"]}, at=AT).heard == []
