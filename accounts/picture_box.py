"""The child process of accounts.pictures: reads an order and a picture from standard input, writes
clean pictures to standard output. Knows nothing of Django, opens no file, has limits on everything.
"""

import io
import json
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MEMORY = 1280 * 1024 * 1024  # bytes of address space, Python and Pillow with it
PROCESSOR = 10  # seconds
PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
QUALITY = 82
TALLEST = 16_000


def limit() -> None:
    """From here on this process gets no more memory, time, files or children than that."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: PROCESSOR,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def in_colour(picture: "Image.Image") -> "Image.Image":
    if picture.mode.startswith("I"):  # 16 bits of grey: Pillow would cut off what 8 cannot say
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    return picture.convert(
        "RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB"
    )


def main() -> None:
    from PIL import Image, ImageOps

    limit()
    order = json.loads(sys.stdin.buffer.readline())
    Image.MAX_IMAGE_PIXELS = PIXELS
    opened = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    if opened.width * opened.height > PIXELS:
        raise ValueError("too many pixels")
    opened.draft("RGB", (max(order["widths"]) * 2,) * 2)  # JPEG: decode no more than is needed
    opened.seek(0)
    picture = in_colour(ImageOps.exif_transpose(opened))
    if order["square"]:
        side = min(picture.size)
        picture = ImageOps.fit(picture, (side, side))
    files = []
    widest = (0, 0)
    for width in sorted(order["widths"], reverse=True):
        # WebP has room for 16,383 pixels each way.
        fitting = max(1, min(width, picture.width, picture.width * TALLEST // picture.height))
        size = (fitting, max(1, round(picture.height * fitting / picture.width)))
        small = picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.save(out, "WEBP", quality=QUALITY, method=4)
        files.append(out.getvalue())
        widest = max(widest, size)
    head = {"width": widest[0], "height": widest[1], "lengths": [len(file) for file in files]}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
