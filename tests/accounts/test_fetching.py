"""The one way out: what is never asked, and what an answer says."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from accounts import fetching
from accounts.fetching import Answer, NotAsked, Unreachable, ask, is_public
from tests.accounts.serving import loopback, served


class Server(BaseHTTPRequestHandler):
    """Answers by what its path says, and notes what it was asked."""

    asked: list[tuple[str, str, str]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path, self.headers["Host"]))
        word = self.path.strip("/").split("/")[0]
        if word == "headless" and self.command == "HEAD":
            self.send_response(405)
        elif word == "onward":
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/onward"))
        elif word == "away":
            self.send_response(302)
            self.send_header("Location", "http://[::1]:1/")
        else:
            self.send_response(int(word) if word.isdigit() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.asked = []
    with served(Server) as url:
        yield url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "224.0.0.1",
        "2002:a00:1::",
    ],
)
def test_addresses_of_ours_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://x/",
        "//x",
        "http://name@127.0.0.1/",
        "http:///x",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
    ],
)
def test_what_is_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(fetching, "_pool", never)
    with pytest.raises((NotAsked, Unreachable)):
        ask(url)


def test_a_server_of_ours_is_not_asked(server: str) -> None:
    with pytest.raises(NotAsked):
        ask(f"{server}/200")
    assert Server.asked == []


def test_where_an_answer_leads_is_looked_at_too(server: str) -> None:
    with pytest.raises(NotAsked):
        ask(f"{server}/away", allowed=loopback)


def test_answers(server: str) -> None:
    assert ask(f"{server}/200?a=b", allowed=loopback) == Answer(200, f"{server}/200?a=b")
    assert ask(f"{server}/404", allowed=loopback).status == 404
    assert ask(f"{server}/onward/onward/410", allowed=loopback) == Answer(410, f"{server}/410")
    assert Server.asked[0] == ("HEAD", "/200?a=b", server.removeprefix("http://"))


def test_a_server_without_heads_is_asked_for_its_page(server: str) -> None:
    assert ask(f"{server}/headless", allowed=loopback).status == 200
    assert [row[0] for row in Server.asked] == ["HEAD", "GET"]


def test_on_and_on(server: str) -> None:
    with pytest.raises(Unreachable):
        ask(f"{server}/onward/onward/onward/onward/200", allowed=loopback)


def test_nobody_there() -> None:
    with pytest.raises(Unreachable):
        ask("http://127.0.0.1:1/", allowed=loopback)
