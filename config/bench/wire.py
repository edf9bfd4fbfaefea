"""Bytes over the wire of a first visit: the page and what it makes a browser fetch."""

import gzip
import re
import socket
from html.parser import HTMLParser
from urllib.parse import urljoin

IMPORTS = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{0,2}/[^"']+)["']""")
CSS_URLS = re.compile(r"""url\(["']?([^"')]+)["']?\)""")


class Links(HTMLParser):
    """Collects style sheets, scripts, icons and pictures of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        relations = (values.get("rel") or "").split()
        if tag == "link" and {"stylesheet", "icon", "modulepreload"} & set(relations):
            self.found.append(values.get("href") or "")
        elif tag in ("script", "img") and values.get("src"):
            self.found.append(values["src"] or "")


def first_visit(port: int, path: str) -> tuple[int, int]:
    """Bytes (headers and bodies, compressed as a browser asks) and requests of a first visit."""
    waiting, seen, total = [path], set(), 0
    while waiting:
        address = urljoin(path, waiting.pop()).partition("#")[0]
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        size, kind, text = fetch(port, address)
        total += size
        waiting += [urljoin(address, link) for link in mentioned(kind, text)]
    return total, len(seen)


def mentioned(kind: str, text: str) -> list[str]:
    """Addresses that a browser fetches because of this text."""
    if "html" in kind:
        links = Links()
        links.feed(text)
        return links.found
    if "javascript" in kind:
        return IMPORTS.findall(text)
    if "css" in kind:
        return [link for link in CSS_URLS.findall(text) if not link.startswith("data:")]
    return []


def fetch(port: int, path: str) -> tuple[int, str, str]:
    """Bytes received, content type and text of one answer. Raises RuntimeError if not a 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Accept-Encoding: gzip, br\r\nConnection: close\r\n\r\n".encode()
        )
        raw = b"".join(iter(lambda: wire.recv(65_536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    headers = head.decode("latin-1").lower()
    if " 200 " not in headers.partition("\r\n")[0]:
        raise RuntimeError(f"{path} did not answer well:\n{headers}")
    kind = re.search(r"content-type: *([^\r]*)", headers)
    if "content-encoding: gzip" in headers:
        body = gzip.decompress(body)
    elif "content-encoding: br" in headers:
        body = b""  # a module or sheet in brotli would hide its imports: then install brotli here
    return len(raw), kind[1] if kind else "", body.decode("utf-8", errors="replace")
