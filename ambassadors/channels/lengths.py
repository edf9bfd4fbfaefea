"""How long a text is, as the networks count.

X: twitter-text's configuration 3 (https://github.com/twitter/twitter-text, config/v3.json, read
2026-11-27): 280 at most, a link is 23, letters of the first ranges weigh 1, all others and emoji 2.
Bluesky and Mastodon count what a reader takes for one character (Unicode's grapheme clusters, UAX 29).
What is unsure here is rather counted too long than too short: the network would refuse the message.
"""

import re
import unicodedata
from collections.abc import Iterator

import regex

LINK_LENGTH = 23
# Links with and without a scheme; a word with a dot that could be a host is taken for one.
LINK = re.compile(
    r"https?://[^\s<>\"]+|(?<![\w@/.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
# What a sentence puts behind a link is no part of it.
TAIL = ".,;:!?'\")]}»”’"
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
KEYCAP = 0x20E3
GRAPHEME = regex.compile(r"\X")


def links_in(text: str) -> Iterator[tuple[int, int]]:
    """Where links stand in a text."""
    for found in LINK.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(TAIL))


def has_link(text: str) -> bool:
    """Whether X would take something in it for a link."""
    return next(links_in(text), None) is not None


def without_links(text: str, instead: str = "") -> str:
    """The text with each link exchanged."""
    pieces, end = [], 0
    for begins, ends in links_in(text):
        pieces += [text[end:begins], instead]
        end = ends
    return "".join(pieces) + text[end:]


def weighted(text: str) -> int:
    """The length that X counts."""
    text = unicodedata.normalize("NFC", text)
    links = sum(1 for _ in links_in(text))
    return LINK_LENGTH * links + sum(map(_weight, clusters(without_links(text))))


def _weight(cluster: str) -> int:
    points = [ord(letter) for letter in cluster]
    if _is_emoji(points):
        return 2
    return sum(1 if any(low <= point <= high for low, high in LIGHT) else 2 for point in points)


def _is_emoji(points: list[int]) -> bool:
    """One sign of pictures, joined of however many, counts like one."""
    return (
        (0x1F000 <= points[0] <= 0x1FAFF or 0x2190 <= points[0] <= 0x2BFF) and len(points) > 1
    ) or points[-1] in (0xFE0F, KEYCAP)


def graphemes(text: str) -> int:
    """How many characters a reader sees."""
    return len(clusters(text))


def clusters(text: str) -> list[str]:
    """The characters that a reader sees."""
    found: list[str] = GRAPHEME.findall(text)
    return found
