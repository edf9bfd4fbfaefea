"""Pictures that members brought: their addresses, and the elements that show them."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote

from forum.markup import allowed
from forum.markup.elements import Attributes, escaped, start_tag

FOLDER: Final = "posts"
FULL: Final = 1600
SMALLER: Final = (800, 400)
"""Widths in pixels: of the file without a width in its name, at most, and of the others."""

PICTURE_CAP: Final = 40
"""Different pictures that one text may show."""

_OURS: Final = re.compile(rf"/media/{FOLDER}/([0-9a-f]{{32}})(?:-(?:800|400))?\.webp")
_TAIL: Final = re.compile(r"[?#].*", re.DOTALL)
_FOLDER: Final = re.compile(rf"/+media/+{FOLDER}(?:/|$)", re.IGNORECASE)


class Size(NamedTuple):
    """Pixels of the widest file."""

    width: int
    height: int


class Seen(NamedTuple):
    """A picture of ours in a text: `name` is "" where the address is that of no picture; `place`
    is the piece of the result that shows it, `linked` whether that stands inside a link."""

    name: str
    words: str
    place: int
    linked: bool


def name_in(src: str) -> str | None:
    """The picture's name, "" for another address in its folder, None for one elsewhere."""
    found = _OURS.fullmatch(_TAIL.sub("", src))
    if found is not None:
        return found[1]
    return "" if _FOLDER.match(unquote(src)) else None


def pictures_named(text: str) -> set[str]:
    """The names of all pictures whose address stands anywhere in `text`, read or not."""
    return set(_OURS.findall(text))


def smaller(width: int) -> list[int]:
    """The widths of the files beside the full one; a picture is never made larger than it was."""
    return [one for one in SMALLER if one < width]


def files_of(name: str, width: int) -> list[str]:
    """Names in storage of the files of a picture that is `width` wide, widest first."""
    stem = f"{FOLDER}/{name}"
    return [f"{stem}.webp", *(f"{stem}-{one}.webp" for one in smaller(width))]


def url_of(name: str) -> str:
    """The address of the full picture, which a text names."""
    return f"/media/{FOLDER}/{name}.webp"


def markdown_of(name: str, words: str) -> str:
    """How a text shows the picture; `words` are plain."""
    told = re.sub(r"([\\\[\]`*_<&!~|])", r"\\\1", " ".join(words.split()))
    return f"![{told}]({url_of(name)})"


def shown(seen: Seen, sizes: Mapping[str, Size]) -> tuple[str, int, int]:
    """HTML of a picture, linked to its full size (which needs words), with its elements and
    attributes counted. Of one that is not among `sizes` only the words stay."""
    size = sizes.get(seen.name)
    if size is None:
        return escaped(seen.words), 0, 0
    attributes = _attributes(seen, size)
    img = start_tag("img", attributes)
    if seen.linked or not seen.words:
        return img, 1, len(attributes)
    link: Attributes = (("href", url_of(seen.name)), ("rel", allowed.REL))
    return f"{start_tag('a', link)}{img}</a>", 2, len(attributes) + len(link)


def _attributes(seen: Seen, size: Size) -> Attributes:
    url = url_of(seen.name)
    files = [f"{url.removesuffix('.webp')}-{one}.webp {one}w" for one in smaller(size.width)]
    spread = ", ".join([f"{url} {size.width}w", *files])
    return (
        ("src", url),
        ("alt", seen.words),
        ("loading", "lazy"),
        *((("srcset", spread), ("sizes", allowed.SIZES)) if files else ()),
        ("width", str(size.width)),
        ("height", str(size.height)),
        ("decoding", "async"),
    )
