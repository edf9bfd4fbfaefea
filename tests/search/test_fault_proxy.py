"""The proxy plays what it says, so that what passes behind it means something."""

import http.client
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.accounts.serving import served
from tests.search.fault_proxy import FaultProxy


class _Upstream(BaseHTTPRequestHandler):
    """Says how many operations a bulk brought."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).splitlines()
        items = [{"index": {"status": 201}} for line in body if b"_index" in line]
        answer = json.dumps({"items": items}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    with served(_Upstream) as url, FaultProxy(url) as made:
        yield made


def bulk(proxy: FaultProxy, *, timeout: float = 5.0) -> tuple[int, Any]:
    link = http.client.HTTPConnection(proxy.url.removeprefix("http://"), timeout=timeout)
    lines = [
        {"index": {"_index": "a", "_id": "1"}},
        {"text": 1},
        {"index": {"_index": "a", "_id": "2"}},
        {"text": 2},
    ]
    try:
        link.request("POST", "/_bulk", "".join(json.dumps(line) + "\n" for line in lines))
        answer = link.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        link.close()


def test_each_mode_is_what_it_says(proxy: FaultProxy) -> None:
    with pytest.raises(ValueError, match="tired"):
        proxy.set("tired")
    whole = (200, {"items": [{"index": {"status": 201}}] * 2})
    assert bulk(proxy) == whole
    for mode, error in (
        ("refuse", ConnectionRefusedError),
        ("blackhole", TimeoutError),
        ("slow", TimeoutError),
        ("half", http.client.IncompleteRead),
    ):
        proxy.set(mode)
        with pytest.raises(error):
            bulk(proxy, timeout=0.3)
    for mode in ("429", "503"):
        proxy.set(mode)
        assert bulk(proxy) == (int(mode), {"error": {"type": "played"}, "status": int(mode)})
    proxy.set("slow", seconds=0.1)
    assert bulk(proxy) == whole
    proxy.set("partial")
    status, answer = bulk(proxy)
    assert (status, [row["index"]["status"] for row in answer["items"]]) == (200, [429, 201])
    proxy.set("pass")
    assert bulk(proxy) == whole
