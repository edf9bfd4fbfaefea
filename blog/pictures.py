"""Pictures of posts: WebP files in the widths that screens have."""

from dataclasses import dataclass
from typing import Any

# Pixels. A column of text is 42 rem wide, and good screens have two pixels for each.
WIDTHS = (480, 960, 1440)
SIZES = "(min-width: 64rem) 38rem, 92vw"


@dataclass(frozen=True)
class Shown:
    """A picture for a page: `srcset` names its files, `src` the one in the middle."""

    src: str
    srcset: str
    width: int
    height: int
    sizes: str = SIZES


def shown(image: Any) -> Shown:
    """The files of a picture, made when they are asked for the first time: none is wider than the
    picture itself."""
    # A file for a wider screen than the picture is would be the same file once more.
    useful = [w for w in WIDTHS if w < image.width] + [w for w in WIDTHS if w >= image.width][:1]
    specs = [f"width-{width}|format-webp" for width in useful]
    found = image.get_renditions(*specs)
    files = {file.width: file for file in found.values()}
    widths = sorted(files)
    middle = files[widths[min(1, len(widths) - 1)]]
    srcset = ", ".join(f"{files[width].url} {width}w" for width in widths)
    return Shown(middle.url, srcset, middle.width, middle.height)
