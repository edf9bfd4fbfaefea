"""Pictures from strangers, decoded in a child process with limits and written anew.

What comes out is WebP made of pixels alone: no metadata, no second file hidden behind the first.
Whatever happens to the child, this process goes on.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from django.utils.translation import gettext as _

SECONDS: Final = 20
"""A child that takes longer is killed; its processor time is limited to half of that."""

MOST_BYTES: Final = 8_000_000
"""Bytes of a file that we look at."""

_room = BoundedSemaphore(2)
"""Decoders at work at once for each process: many uploads wait for each other, not for memory."""

MAGIC: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"RIFF")
"""How the files of the allowed kinds begin; WebP is a RIFF with its name after the length."""


@dataclass(frozen=True)
class Shape:
    """What is made of a picture: one file for each width (pixels), `square` ones cut to the middle."""

    widths: tuple[int, ...]
    square: bool = False
    most_bytes: int = MOST_BYTES


LOGO: Final = Shape((192,))
FACE: Final = Shape((224, 112), square=True)
POSTED: Final = Shape((1600, 800, 400))


@dataclass(frozen=True)
class Boxed:
    """Clean files, widest first, and the pixels of the widest."""

    files: tuple[bytes, ...]
    width: int
    height: int


class PictureRefused(Exception):
    """The file is no picture that we take; `str()` says to people what is."""


def too_big(most_bytes: int) -> PictureRefused:
    """The refusal of a file that has more than so many bytes."""
    words = _("That file is too big. A picture may have up to %(size)d MB.")
    return PictureRefused(words % {"size": most_bytes // 1_000_000})


def boxed(data: bytes, shape: Shape) -> Boxed:
    """Return `data` as clean pictures. Raises PictureRefused with a sentence for people."""
    if len(data) > shape.most_bytes:
        raise too_big(shape.most_bytes)
    if not data.startswith(MAGIC) or (data.startswith(b"RIFF") and data[8:12] != b"WEBP"):
        raise PictureRefused(_("We take pictures as JPEG, PNG, GIF or WebP. That file is none."))
    order = json.dumps({"widths": shape.widths, "square": shape.square}).encode()
    try:
        with _room:
            done = subprocess.run(  # noqa: S603 (our own module; the picture goes in as bytes)
                [sys.executable, "-I", str(Path(__file__).with_name("picture_box.py"))],
                input=order + b"\n" + data,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                env={},
            )
        return _unpacked(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        words = _(
            "We could not read that picture. We take JPEG, PNG, GIF and WebP with up to 40 million "
            "pixels; saving it anew in another program often helps."
        )
        raise PictureRefused(words) from error


def _unpacked(answer: bytes) -> Boxed:
    """What the child wrote: a line of JSON with the sizes, then the files one after another."""
    line, _newline, rest = answer.partition(b"\n")
    head = json.loads(line)
    files, at = [], 0
    for length in head["lengths"]:
        files.append(rest[at : at + length])
        at += length
    if at != len(rest) or not files:
        raise ValueError("the child said something else")
    return Boxed(tuple(files), head["width"], head["height"])
