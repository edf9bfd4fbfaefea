"""Films that stay where they are: which hosts' frames a page may load, and at which address."""

import re
from collections.abc import Callable, Collection
from urllib.parse import parse_qs, urlsplit

_NAME = re.compile(r"[\w-]{6,20}")


def _youtube(path: str, query: str) -> str:
    name = path.rsplit("/", 1)[-1] if path != "/watch" else parse_qs(query).get("v", [""])[0]
    return f"https://www.youtube-nocookie.com/embed/{name}" if _NAME.fullmatch(name) else ""


def _vimeo(path: str, query: str) -> str:
    name = path.strip("/")
    return f"https://player.vimeo.com/video/{name}?dnt=1" if name.isdecimal() else ""


# Each host's own page says which address its frames have.
_FRAMES: dict[str, Callable[[str, str], str]] = {
    "youtube.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
}


# What the policy of a page lets in, by the host that a site lists.
_ORIGINS = {
    "youtube.com": "https://www.youtube-nocookie.com",
    "youtu.be": "https://www.youtube-nocookie.com",
    "vimeo.com": "https://player.vimeo.com",
}


def origins(hosts: Collection[str]) -> list[str]:
    """The origins whose frames a page may hold when it has films of these hosts."""
    return sorted({_ORIGINS[host] for host in hosts if host in _ORIGINS})


def frame_of(url: str, hosts: Collection[str]) -> str:
    """The address of a frame that plays the film at `url`, or "" where it is on none of `hosts` or
    we do not know its frames."""
    parts = urlsplit(url)
    name = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if parts.scheme != "https" or name not in hosts or name not in _FRAMES:
        return ""
    return _FRAMES[name](parts.path, parts.query)
