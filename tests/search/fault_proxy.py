"""A proxy that plays what may go wrong between Embassy and an Elasticsearch. Loopback only.

with FaultProxy("http://127.0.0.1:9200") as proxy:
    proxy.set("slow", seconds=30)
"""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Self
from urllib.parse import urlsplit

MODES = ("pass", "refuse", "blackhole", "slow", "429", "503", "partial", "half")
HEAD_END = b"\r\n\r\n"
JSON = "application/vnd.elasticsearch+json;compatible-with=8"


class FaultProxy:
    """Serves at `url` what `upstream` answers, as `set` says. `asked` counts requests, and attempts
    to connect where none is answered."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream).netloc
        self.mode, self.seconds, self.asked = "pass", 0.0, 0
        self._changed = threading.Condition()
        self._links: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.set("refuse")

    def set(self, mode: str, *, seconds: float = 30.0) -> None:
        """From now on, also for who is connected or waits already."""
        if mode not in MODES:
            raise ValueError(mode)
        with self._changed:
            self.mode, self.seconds = mode, seconds
            self._changed.notify_all()
        if mode == "refuse":
            self._close()
        elif self._listener is None:
            self._listen()

    # Connections ------------------------------------------------------------------------------

    def _listen(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=64)
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for link in tuple(self._links):
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                link, _address = listener.accept()
                threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        self._links.add(link)
        try:
            with link, suppress(OSError, http.client.HTTPException):
                for line, body in requests_on(link):
                    self.asked += 1
                    if not self._answer(link, line, body):
                        return
        finally:
            self._links.discard(link)

    # Requests ---------------------------------------------------------------------------------

    def _answer(self, link: socket.socket, line: list[str], body: bytes) -> bool:
        """Answer one request; whether the connection goes on."""
        mode = self._wait()
        if mode in ("429", "503"):
            link.sendall(
                message(int(mode), b'{"error":{"type":"played"},"status":' + mode.encode() + b"}")
            )
            return True
        if mode == "partial" and "_bulk" in line[1]:
            status, answer = self._partly(line, body)
        else:
            status, answer = self._forward(line, body)
        answered = message(status, answer, has_body=line[0] != "HEAD")
        if mode == "half":
            # Of an answer without a body there is but the head to break off.
            half = len(answered) - len(answer) // 2 - 1 if line[0] != "HEAD" else 5
            link.sendall(answered[:half])
            return False
        link.sendall(answered)
        return True

    def _wait(self) -> str:
        """The mode that counts for a request that came now. Who waits in a black hole, or for a slow
        answer, waits until its time is over or another mode begins."""
        end = time.monotonic() + self.seconds
        with self._changed:
            while self.mode == "blackhole" or (self.mode == "slow" and time.monotonic() < end):
                self._changed.wait(timeout=max(0.0, end - time.monotonic()) or 1.0)
            return self.mode

    def _forward(self, line: list[str], body: bytes) -> tuple[int, bytes]:
        link = http.client.HTTPConnection(self.upstream, timeout=60)
        try:
            head = (
                {"Content-Type": JSON.replace("+json", "+x-ndjson")} if "_bulk" in line[1] else {}
            )
            head = head or {"Content-Type": JSON}
            link.request(line[0], line[1], body or None, {**head, "Accept": JSON})
            answer = link.getresponse()
            return answer.status, answer.read()
        finally:
            link.close()

    def _partly(self, line: list[str], body: bytes) -> tuple[int, bytes]:
        """A bulk of which every other operation is refused for now."""
        operations = list(operations_in(body))
        taken = operations[1::2]
        items: list[Any] = []
        if taken:
            status, answer = self._forward(line, b"".join(lines for _head, lines in taken))
            if status != 200:
                return status, answer
            items = json.loads(answer)["items"]
        merged = []
        for number, (head, _lines) in enumerate(operations):
            kind, row = next(iter(head.items()))
            error = {"type": "es_rejected_execution_exception", "reason": "played"}
            refused = {
                kind: {"_index": row["_index"], "_id": row["_id"], "status": 429, "error": error}
            }
            merged.append(items[number // 2] if number % 2 else refused)
        return 200, json.dumps({"took": 1, "errors": True, "items": merged}).encode()


def requests_on(link: socket.socket) -> Iterator[tuple[list[str], bytes]]:
    """The first line in words, and the body, of each request on a connection."""
    kept = b""
    while True:
        while HEAD_END not in kept:
            more = link.recv(65_536)
            if not more:
                return
            kept += more
        head, kept = kept.split(HEAD_END, 1)
        lines = head.decode("latin-1").split("\r\n")
        fields = {n.lower(): v.strip() for n, _, v in (row.partition(":") for row in lines[1:])}
        length = int(fields.get("content-length", 0))
        while len(kept) < length:
            more = link.recv(65_536)
            if not more:
                return
            kept += more
        yield lines[0].split(" "), kept[:length]
        kept = kept[length:]


def operations_in(body: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each operation of a bulk: its head, and its lines as they were sent."""
    lines = iter(body.splitlines(keepends=True))
    for line in lines:
        head = json.loads(line)
        yield head, line if "delete" in head else line + next(lines)


def message(status: int, body: bytes, *, has_body: bool = True) -> bytes:
    """An answer as Elasticsearch gives it."""
    head = (
        f"HTTP/1.1 {status} {http.client.responses.get(status, '')}\r\n"
        f"X-Elastic-Product: Elasticsearch\r\nContent-Type: {JSON}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + (body if has_body else b"")
