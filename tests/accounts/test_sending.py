"""Asking for more than a head: what is not sent, what nobody knows, and how much is read."""

import contextlib
import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from accounts.fetching import NotAsked, Silent, TooMuch, Unreachable, send
from tests.accounts.serving import loopback, served


class Server(BaseHTTPRequestHandler):
    """Answers by what its path says, and notes what it was sent."""

    asked: ClassVar[list[tuple[str, str, bytes]]] = []

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append((self.command, self.path, body))
        word = self.path.strip("/").split("?")[0]
        if word == "drop":
            return
        if word == "slow":
            time.sleep(1)
        self.send_response(302 if word == "onward" else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("X-Said", self.headers.get("X-Key", ""))
        if word == "packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with contextlib.suppress(OSError):
            self._body(word, body)

    def _body(self, word: str, body: bytes) -> None:
        if word == "packed":
            self.wfile.write(gzip.compress(b"0" * 20_000_000))
        elif word == "much":
            self.wfile.write(b"0" * 6_000_000)
        elif word == "drip":
            for _ in range(30):
                self.wfile.write(b"0")
                time.sleep(0.1)
        else:
            self.wfile.write(body or b"here")

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.asked = []
    with served(Server) as url:
        yield url


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://[", "http://[::1]/", "ftp://x.example/", "http://a@b.example/"],
)
def test_what_is_never_asked(url: str) -> None:
    with pytest.raises(NotAsked):
        send("POST", url, body=b"secret")


def test_a_server_of_ours_is_not_asked(server: str) -> None:
    with pytest.raises(NotAsked):
        send("GET", server)
    assert Server.asked == []


def test_nobody_there() -> None:
    with pytest.raises(Unreachable) as caught:
        send("POST", "http://127.0.0.1:1/", body=b"x", allowed=loopback)
    assert not isinstance(caught.value, Silent)


@pytest.mark.parametrize("path", ["drop", "slow", "drip"])
def test_it_may_have_arrived(server: str, path: str) -> None:
    with pytest.raises(Silent):
        send("POST", f"{server}/{path}", body=b"x", timeout=0.4, allowed=loopback)
    assert [row[2] for row in Server.asked] == [b"x"]


@pytest.mark.parametrize("path", ["much", "packed"])
def test_too_much(server: str, path: str) -> None:
    with pytest.raises(TooMuch):
        send("GET", f"{server}/{path}", allowed=loopback)


def test_an_answer(server: str) -> None:
    status, headers, body = send(
        "POST", f"{server}/a?b=c", headers={"X-Key": "k"}, body=b"said", allowed=loopback
    )
    assert (status, headers["x-said"], body) == (200, "k", b"said")
    assert Server.asked == [("POST", "/a?b=c", b"said")]


def test_redirects_are_answers(server: str) -> None:
    status, headers, _body = send("GET", f"{server}/onward", allowed=loopback)
    assert (status, headers["location"]) == (302, "/elsewhere")
    assert len(Server.asked) == 1
