"""The frozen allow-list: which elements, attributes, classes and addresses user text may hold.

Everything in this package asks here, and the sanitiser of `last_word` is built from here.
No svg, math, style or raw-text element (textarea, title, noscript, iframe, xmp, ...) is listed,
nor any attribute that carries script, style or an id: see docs/decisions/0002.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# fmt: off
INLINE: Final = frozenset({
    "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u", "var",
})
# fmt: on
VOID: Final = frozenset({"br", "hr", "img", "wbr"})
HEADINGS: Final = frozenset({"h3", "h4", "h5", "h6"})
TABLE_PARTS: Final = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
BLOCK: Final = (
    frozenset({"blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "table", "ul"})
    | HEADINGS
    | TABLE_PARTS
)
TAGS: Final = INLINE | VOID | BLOCK

REL: Final = "ugc nofollow noopener"
"""What every link says of itself: written by a member, no endorsement, no handle back to us."""

PRE_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {"tabindex": "0", "role": "group", "aria-label": "Code"}
)
"""A box that scrolls must be reachable and named (WCAG 2.1.1). A `group` rather than a `region`:
landmarks need a name each, and a thread may hold fifty boxes of code."""

SIZES: Final = "(min-width: 48em) 42rem, 92vw"
"""How wide a picture of ours is shown: a column of text, or a phone."""

IMG_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {"loading": "lazy", "decoding": "async", "sizes": SIZES}
)

CODE_CLASSES: Final = frozenset({"c", "gd", "gi", "gp", "k", "m", "na", "nf", "nt", "s"})
"""Pygments' short names of the kinds of token that the style sheet colours."""

LINK_CLASSES: Final = frozenset({"name-call", "remote-image", "thread-link"})
CELL_CLASSES: Final = frozenset({"center", "end"})

LANGUAGE: Final = re.compile(r"language-[^\s\"'<>&`]{1,40}")
SPAN: Final = re.compile(r"[1-9]|[1-4][0-9]|50")
START: Final = re.compile(r"[0-9]{1,9}")
LINK_URL: Final = re.compile(
    r"https?://\w[\w.-]*(?::[0-9]{1,5})?(?:[/?#]|$)|mailto:[^\s]|/(?![/\\])", re.IGNORECASE
)
"""A host is spelt plainly, without a name before an @: that is only used to look like another."""
SRCSET: Final = re.compile(
    r"/media/posts/([0-9a-f]{32})\.webp [1-9][0-9]{0,3}w"
    r"(?:, /media/posts/\1-800\.webp 800w)?(?:, /media/posts/\1-400\.webp 400w)?"
)
PIXELS: Final = re.compile(r"[1-9][0-9]{0,4}")
LOCAL_URL: Final = re.compile(r"/(?![/\\])")
MEDIA_URL: Final = re.compile(r"/media/(?!.*(?:\.\.|%2e|\\))[!-~]+", re.IGNORECASE)

_UNSAFE_IN_URL: Final = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\[\\\]^`{|}\u2028\u2029]")
_ENTITY_IN_URL: Final = re.compile(r"&(#?\w{1,40});")


def safe_url(url: str) -> str | None:
    """Return `url` as it may stand in an href, or None when it may not.

    Allowed are http, https, mailto and addresses of this site that begin with one slash.
    Tabs and line ends are taken out first, as browsers do; what could end an attribute or make
    two parsers disagree is percent-encoded. A second call changes nothing.
    """
    url = url.strip("\x00\t\n\x0b\x0c\r ")
    if any(sign in url for sign in "\t\n\r"):
        url = url.replace("\t", "").replace("\n", "").replace("\r", "")
    url = _UNSAFE_IN_URL.sub(_percent, url)
    url = _ENTITY_IN_URL.sub(r"&\1%3B", url)
    return url if LINK_URL.match(url) else None


def allowed_attribute(tag: str, name: str, value: str) -> bool:
    """Say whether `tag` may carry `name` with exactly this `value`; the sanitiser asks."""
    match (tag, name):
        case ("a", "href"):
            return LINK_URL.match(value) is not None
        case ("a", "rel"):
            return value == REL
        case ("a" | "abbr" | "dfn", "title") | ("img", "alt"):
            return True
        case ("img", "src"):
            return MEDIA_URL.fullmatch(value) is not None
        case ("img", "srcset"):
            return SRCSET.fullmatch(value) is not None
        case ("img", "width" | "height"):
            return PIXELS.fullmatch(value) is not None
        case ("img", "loading" | "decoding" | "sizes"):
            return IMG_ATTRIBUTES[name] == value
        case ("ol", "start"):
            return START.fullmatch(value) is not None
        case ("td" | "th", "colspan" | "rowspan"):
            return SPAN.fullmatch(value) is not None
        case ("pre", _):
            return PRE_ATTRIBUTES.get(name) == value
        case (_, "class"):
            return allowed_class(tag, value)
    return False


def allowed_class(tag: str, value: str) -> bool:
    """Say whether `value` is one of the few classes that `tag` may have."""
    match tag:
        case "span":
            return value in CODE_CLASSES
        case "a":
            return value in LINK_CLASSES
        case "td" | "th":
            return value in CELL_CLASSES
        case "code":
            return LANGUAGE.fullmatch(value) is not None
    return False


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())
