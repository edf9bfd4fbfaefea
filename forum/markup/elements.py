"""What single elements become: their attributes, links, pictures and frames."""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urljoin

from forum.markup import allowed
from forum.markup.source import AMP, LESS, MORE, PLAIN, readable

Attributes = tuple[tuple[str, str], ...]
"""Names and values, in the order in which they are written."""

WORDS_CAP: Final = 1_000
"""Characters of a title or of a picture's words; longer ones are no help to anyone."""

_ALIGN: Final = re.compile(r"text-align\s*:\s*(center|right|end)", re.IGNORECASE)
_SIMPLE: Final = {
    "abbr": ("title",),
    "dfn": ("title",),
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}


class Picture(NamedTuple):
    """An image: `src` when this site serves it, else `link`; `words` say what it shows."""

    src: str
    words: str
    link: Attributes
    more: Attributes = ()

    def attributes(self) -> Attributes:
        """Return the attributes of the img element, to be used when `src` is set."""
        head = (("src", self.src), ("alt", self.words), ("loading", "lazy"))
        return (*head, *self.more)


def escaped(text: str) -> str:
    """Return `text` with the private signs that become references after the sanitiser."""
    return text.replace(PLAIN, "").replace("&", AMP).replace("<", LESS).replace(">", MORE)


def start_tag(tag: str, attributes: Attributes) -> str:
    """Return the start tag; the attributes must be allowed ones."""
    if not attributes:
        return f"<{tag}>"
    written = "".join(
        f' {name}="{escaped(value).replace(chr(34), "&quot;")}"' for name, value in attributes
    )
    return f"<{tag}{written}>"


def attributes_of(tag: str, attributes: dict[str, str], *, foreign: bool) -> Attributes:
    """Return what `tag` keeps of its attributes.

    `foreign` is for HTML from elsewhere: its classes mean nothing here, other than the language
    of a piece of code.
    """
    if tag == "pre":
        return tuple(allowed.PRE_ATTRIBUTES.items())
    if not attributes:
        return ()
    kept = []
    for name in _SIMPLE.get(tag, ()):
        value = _line(attributes.get(name, ""))
        if value and allowed.allowed_attribute(tag, name, value):
            kept.append((name, value))
    css_class = _class_of(tag, attributes, foreign=foreign)
    if css_class is not None:
        kept.append(("class", css_class))
    return tuple(kept)


def link_of(attributes: dict[str, str], *, foreign: bool, base_url: str | None) -> Attributes:
    """Return the attributes of a link, href first; empty when it leads nowhere allowed."""
    url = _absolute(attributes.get("href", ""), base_url)
    if url is None:
        return ()
    title = _line(attributes.get("title", ""))
    css_class = None if foreign else _class_of("a", attributes, foreign=False)
    return (
        ("href", url),
        *((("title", title),) if title else ()),
        *((("class", css_class),) if css_class else ()),
        ("rel", allowed.REL),
    )


def picture_of(
    attributes: dict[str, str], *, base_url: str | None, foreign: bool = True
) -> Picture:
    """Return what stands for an image: only our own media are loaded by a reader's browser.

    Another site's image would tell that site who reads what, so it becomes a link with the
    alternative text as its words (or the name of the file). Pages that load images late keep the
    address in `data-original-src`. What is not `foreign` keeps the sizes that `render` wrote.
    """
    written = attributes.get("data-original-src") or attributes.get("src", "")
    words = _line(attributes.get("alt", ""))
    url = _absolute(written, base_url) or ""
    if allowed.MEDIA_URL.fullmatch(url):
        return Picture(url, words, (), () if foreign else _sizes_of(attributes))
    if not url or url[:7].lower() == "mailto:":
        return Picture("", words, ())
    words = words or _line(unquote(re.split(r"[?#]", url)[0].rstrip("/").rpartition("/")[2])) or url
    return Picture("", words, (("href", url), ("class", "remote-image"), ("rel", allowed.REL)))


def _sizes_of(attributes: dict[str, str]) -> Attributes:
    names = ("srcset", "sizes", "width", "height", "decoding")
    kept = ((name, attributes.get(name, "")) for name in names)
    return tuple((n, value) for n, value in kept if allowed.allowed_attribute("img", n, value))


def frame_url(attributes: dict[str, str]) -> tuple[str, Attributes]:
    """Return words and link for an embedded frame: its address, both times."""
    src = attributes.get("src", "").strip()
    url = allowed.safe_url(f"https:{src}" if src.startswith("//") else src)
    if url is None:
        return "", ()
    return url, (("href", url), ("rel", allowed.REL))


def _absolute(url: str, base_url: str | None) -> str | None:
    if base_url is not None:
        try:
            url = urljoin(base_url, url.strip()) if url.strip() else ""
        except ValueError:
            return None
    return allowed.safe_url(url)


def _class_of(tag: str, attributes: dict[str, str], *, foreign: bool) -> str | None:
    if tag in ("td", "th") and (match := _ALIGN.search(attributes.get("style", "")[:200])):
        return "center" if match[1].lower() == "center" else "end"
    if foreign and tag != "code":
        return None
    for value in attributes.get("class", "")[:200].split():
        if allowed.allowed_class(tag, value):
            return value
    return None


def _line(text: str) -> str:
    return " ".join(readable(text[: WORDS_CAP * 4]).split())[:WORDS_CAP]
