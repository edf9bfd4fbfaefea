"""Streams of all three networks on this machine: what a test lays down is said to whoever is connected,
or to the next one who is."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.ambassadors.fake.state import keys

# Ends a connection.
END = "<end>"
RULES = "/x/2/tweets/search/stream/rules"


@dataclass
class FakeStreams:
    """`said` is what is said next, `asked` with which address (and first message) each connection came,
    `rules` are those of X's filtered stream."""

    said: deque[str] = field(default_factory=deque)
    moved: threading.Condition = field(default_factory=threading.Condition)
    # What is said to the next one who comes.
    coming: list[str] = field(default_factory=list)
    # How many came so far: whoever comes ends those before.
    number: int = 0
    asked: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)
    rules: list[dict[str, str]] = field(default_factory=list)
    refuses: bool = False
    streaming: str = ""
    url: str = ""
    jetstream: str = ""

    def tell(self, *lines: str) -> None:
        with self.moved:
            self.said.extend(lines)
            self.moved.notify_all()

    def lines(self) -> Iterator[str]:
        """What is said to a connection that begins now, until it ends or another one comes."""
        with self.moved:
            self.number += 1
            mine = self.number
            self.said.extend(self.coming)
            self.coming.clear()
            self.moved.notify_all()
        while True:
            with self.moved:
                self.moved.wait_for(lambda: self.number != mine or self.said)
                line = END if self.number != mine else self.said.popleft()
            if line == END:
                return
            yield line

    def environment(self) -> dict[str, str]:
        """What makes the product listen to these."""
        return keys(self.url) | {
            "X_BEARER_TOKEN": "bearer",
            "X_COMPLIANCE_PARTITIONS": "1, 2",
            "BLUESKY_JETSTREAM_URL": self.jetstream,
        }

    def change_rules(self, body: dict[str, Any]) -> dict[str, Any]:
        """Rules as X keeps them: added with an id, deleted by it."""
        gone = body.get("delete", {}).get("ids", [])
        self.rules = [rule for rule in self.rules if rule["id"] not in gone]
        added = [{**rule, "id": str(len(self.rules) + 70)} for rule in body.get("add", [])]
        added = [] if self.refuses else added
        self.rules += added
        return {"data": added} if added else {"meta": {"sent": "now"}}

    def whisper(self, socket: ServerConnection) -> None:
        """A Jetstream: it waits for the first message, then says what there is."""
        parts = urlsplit(socket.request.path if socket.request else "")
        hello = socket.recv()
        self.asked.append((parts.path, parse_qs(parts.query), str(hello)))
        for line in self.lines():
            try:
                socket.send(line)
            except ConnectionClosed:
                return


@contextmanager
def fake_streams() -> Iterator[FakeStreams]:
    fake = FakeStreams()

    class Handler(_Handler):
        state = fake

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    fake.url = f"http://127.0.0.1:{http.server_port}"
    with serve(fake.whisper, "127.0.0.1", 0) as sockets:
        threading.Thread(target=sockets.serve_forever, daemon=True).start()
        fake.jetstream = f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}"
        try:
            yield fake
        finally:
            with fake.moved:
                fake.number += 1
                fake.moved.notify_all()
            sockets.shutdown()
            http.shutdown()
            http.server_close()


class _Handler(BaseHTTPRequestHandler):
    state: FakeStreams

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == RULES:
            self._json({"data": self.state.rules} if self.state.rules else {})
        elif parts.path == "/mastodon/api/v2/instance":
            self._json({"configuration": {"urls": {"streaming": self.state.streaming}}})
        elif not self.headers.get("Authorization", "").startswith("Bearer "):
            self._json({"title": "Unauthorized"}, 401)
        elif self.state.refuses:
            self._json({"title": "ConnectionException", "detail": "too many connections"}, 429)
        else:
            self.state.asked.append((parts.path, parse_qs(parts.query), ""))
            self._talk()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        self._json(self.state.change_rules(body), 201)

    def _json(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _talk(self) -> None:
        self.send_response_only(200)
        self.end_headers()
        self.wfile.flush()
        for line in self.state.lines():
            try:
                self.wfile.write(f"{line}\r\n".encode())
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
