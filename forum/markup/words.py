"""Plain words that become links: name-calls, thread numbers, tags and bare addresses."""

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from forum.markup import allowed
from forum.markup.elements import escaped, start_tag
from forum.markup.pictures import Size
from forum.markup.source import PLAIN

NAME_CALL_CAP: Final = 10
"""Different members called by one text: more is a way to ring everybody."""

THREAD_LINK_CAP: Final = 20
TAG_LINK_CAP: Final = 20

_NAME: Final = rf"(?<![\w@/.&#=+{PLAIN}-])@(?P<name>\w[\w-]{{0,48}}\w|\w)(?![\w@-])"
_THREAD: Final = rf"(?<![\w/&#=@.{PLAIN}-])\#(?P<thread>[1-9][0-9]{{0,17}})(?![\w#-])"
_TAG: Final = rf"(?<![\w/&#=@.{PLAIN}-])\#(?P<tag>\w[\w-]{{0,38}}\w)(?![\w#-])"
_URL: Final = r"(?<![\w/@])(?P<url>https?://[^\s<>\"\x60]{1,2000})"
_CALL: Final = re.compile(f"{_NAME}|{_THREAD}|{_TAG}|{_URL}", re.IGNORECASE)
_ANY: Final = ("@", "#", "://")


def spelt_plainly(text: str) -> str:
    """Return Markdown `text` with a backslash before what would call a name or link a number."""
    return _CALL.sub(lambda call: call[0] if call["url"] else f"\\{call[0]}", text)


class Resolver(Protocol):
    """Looks up, once for each text, what its words may lead to for everyone who may read it."""

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        """Return {username: address of the profile} of those that exist; names case-folded."""

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        """Return {id: (address, title)} of those that may be linked."""

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        """Return {name: size} of those that the text may show."""

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        """Return {slug: address} of those that may be linked; slugs case-folded."""


class Links(NamedTuple):
    """What the words of a text lead to; see `Resolver`."""

    members: Mapping[str, str]
    threads: Mapping[int, tuple[str, str]]
    urls: bool
    tags: Mapping[str, str] = MappingProxyType({})

    def __bool__(self) -> bool:
        return bool(self.urls or self.members or self.threads or self.tags)


class Found(NamedTuple):
    """What texts name, in order of appearance, no more than the caps; words case-folded."""

    names: list[str]
    threads: list[int]
    tags: list[str]


def find(texts: Iterable[str]) -> Found:
    """Return the usernames, thread ids and tags that `texts` name."""
    names: dict[str, None] = {}
    threads: dict[int, None] = {}
    tags: dict[str, None] = {}
    for text in texts:
        if "@" not in text and "#" not in text:
            continue
        for match in _CALL.finditer(text):
            if match["name"]:
                names[match["name"].casefold()] = None
            elif match["thread"]:
                threads[int(match["thread"])] = None
            elif match["tag"]:
                tags[match["tag"].casefold()] = None
    return Found(
        list(names)[:NAME_CALL_CAP], list(threads)[:THREAD_LINK_CAP], list(tags)[:TAG_LINK_CAP]
    )


def look_up(texts: Iterable[str], resolver: Resolver | None, *, urls: bool) -> Links:
    """Ask `resolver` (at most once for members, threads and tags each) about `texts`."""
    if resolver is None:
        return Links({}, {}, urls)
    names, ids, slugs = find(texts)
    members = resolver.members(names) if names else {}
    threads = resolver.threads(ids) if ids else {}
    tags = resolver.tags(slugs) if slugs else {}
    return Links(
        {name: members[name] for name in names if name in members},
        {number: threads[number] for number in ids if number in threads},
        urls,
        {slug: tags[slug] for slug in slugs if slug in tags},
    )


def linked(text: str, links: Links) -> tuple[str, int]:
    """Return `text`, escaped, with its links written out, and how many they are."""
    if not any(sign in text for sign in _ANY):
        return escaped(text), 0
    pieces: list[str] = []
    count = done = 0
    for match in _CALL.finditer(text):
        words, attributes = _link(match, links)
        if not attributes:
            continue
        count += 1
        pieces.append(escaped(text[done : match.start()]))
        pieces.append(f"{start_tag('a', attributes)}{escaped(words)}</a>")
        done = match.start() + len(words)
    pieces.append(escaped(text[done:]))
    return "".join(pieces), count


def _link(match: re.Match[str], links: Links) -> tuple[str, tuple[tuple[str, str], ...]]:
    if match["name"]:
        return _tagged(match[0], links.members.get(match["name"].casefold()), "name-call")
    if match["thread"]:
        found = links.threads.get(int(match["thread"]))
        return _tagged(match[0], found and found[0], "thread-link", found[1] if found else "")
    if match["tag"]:
        return _tagged(match[0], links.tags.get(match["tag"].casefold()), "thread-link")
    if not links.urls:
        return match[0], ()
    words = _without_tail(match["url"])
    url = allowed.safe_url(words)
    return words, (("href", url), ("rel", allowed.REL)) if url else ()


def _tagged(
    words: str, url: str | None, css_class: str, title: str = ""
) -> tuple[str, tuple[tuple[str, str], ...]]:
    href = allowed.safe_url(url) if url else None
    if href is None:
        return words, ()
    named = (("title", " ".join(title.split())),) if title else ()
    return words, (("href", href), *named, ("class", css_class), ("rel", allowed.REL))


def _without_tail(url: str) -> str:
    """Return `url` without the punctuation that ends the sentence rather than the address."""
    url = url.rstrip("?!.,:;*_~'\"")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip("?!.,:;*_~'\"")
    return url
