"""The server: which network is asked, and what goes wrong with its answer."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ambassadors.fake import answers_bluesky, answers_mastodon, answers_x
from tests.ambassadors.fake.asked import Answer, Asked
from tests.ambassadors.fake.state import State, keys

NETWORKS: Mapping[str, Callable[[Asked], Answer]] = {
    "x": answers_x.answer,
    "bluesky": answers_bluesky.answer,
    "mastodon": answers_mastodon.answer,
}


class FakeNetworks(State):
    """All three, in a thread, at `url`; see the package."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(clock)
        self.last: dict[str, Answer] = {}
        fake = self

        class Handler(_Handler):
            state = fake

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "FakeNetworks":
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def environment(self) -> dict[str, str]:
        """What makes the product speak to this server."""
        return keys(self.url)


class _Handler(BaseHTTPRequestHandler):
    state: FakeNetworks

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        network, _, rest = parts.path.lstrip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        state = self.state
        state.asked.append((self.command, self.path))
        fault = state.fault_for(network, self.command, parts.path)
        asked = Asked(
            state, self.command, f"/{rest}", parse_qs(parts.query), body, dict(self.headers.items())
        )
        if fault == "drop":
            return
        if fault == "slow":
            time.sleep(state.slow_seconds)
        answer = _refusal(fault, state)
        if answer is None:
            with state.lock:
                answer = NETWORKS[network](asked) if network in NETWORKS else Answer(404, {})
                answer = self._bent(fault, parts.path, answer)
        if fault != "drop_after":
            self._send(answer, is_half=fault == "half")

    def _bent(self, fault: str, path: str, answer: Answer) -> Answer:
        if fault == "shuffle":
            answer = Answer(answer.status, _shuffled(answer.said, self.state), answer.headers)
        key = f"{self.command} {path}"
        if fault == "repeat" and self.command == "GET":
            return self.state.last.get(key, answer)
        if answer.status == 200:
            self.state.last[key] = answer
        return answer

    def _send(self, answer: Answer, *, is_half: bool) -> None:
        said = answer.said
        body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
        body = body[: len(body) // 2] if is_half else body
        self.send_response_only(answer.status)
        self.send_header("Date", format_datetime(self.state.now(), usegmt=True))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _refusal(fault: str, state: State) -> Answer | None:
    if fault == "429":
        reset = state.now() + timedelta(seconds=state.reset_seconds)
        headers = {
            "x-rate-limit-reset": str(int(reset.timestamp())),
            "X-RateLimit-Reset": reset.isoformat(),
        }
        return Answer(429, {"title": "Too Many Requests"}, headers)
    if fault == "500":
        return Answer(503, "<h1>over capacity</h1>")
    return (
        Answer(200, "<html>sign in to the hotel's network</html>") if fault == "garbage" else None
    )


def _shuffled(said: Any, state: State) -> Any:
    if isinstance(said, list):
        return state.random.sample(said, len(said))
    if isinstance(said, dict):
        lists = ("data", "posts", "notifications")
        return {k: _shuffled(v, state) if k in lists else v for k, v in said.items()}
    return said
