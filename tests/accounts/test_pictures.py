"""Pictures from strangers: bombs, lies and hidden things are refused or left behind."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from accounts import pictures
from accounts.pictures import FACE, LOGO, POSTED, PictureRefused, Shape, boxed


def drawn(size: tuple[int, int] = (300, 200), kind: str = "PNG", **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 90)).save(out, kind, **more)
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A small PNG whose head claims a size, with lines of zeros that unpack to megabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 20_000_000, 9)
    begin = b"\x89PNG\r\n\x1a\n"
    return begin + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nothing", b""),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("html", b"<html><script>alert(1)</script>"),
        ("pdf", b"%PDF-1.7"),
        ("bmp", drawn(kind="BMP")),
        ("tiff", drawn(kind="TIFF")),
        ("riff that is sound", b"RIFF\x24\0\0\0WAVEfmt "),
        ("a name only", b"\xff\xd8\xff"),
        ("half", drawn()[:120]),
        ("bomb", png_that_says(60_000, 60_000)),
        ("bomb within the pixels", png_that_says(6_000, 6_000)),
    ],
)
def test_boxed_refuses(name: str, data: bytes) -> None:
    with pytest.raises(PictureRefused, match="JPEG, PNG, GIF"):
        boxed(data, POSTED)


def test_boxed_keeps_the_greys_of_sixteen_bits() -> None:
    out = BytesIO()
    Image.new("I;16", (40, 30), 20_000).save(out, "PNG")
    shown = Image.open(BytesIO(boxed(out.getvalue(), POSTED).files[0])).convert("L")
    darkest, lightest = map(int, shown.getextrema())  # type: ignore[arg-type]
    assert set(range(darkest, lightest + 1)) <= set(range(76, 81))  # 20,000 / 256 = 78


def test_boxed_refuses_a_file_that_is_too_big() -> None:
    with pytest.raises(PictureRefused, match="up to 8 MB"):
        boxed(drawn() + b"x" * 8_000_001, POSTED)


def test_boxed_survives_a_child_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    with pytest.raises(PictureRefused):
        boxed(drawn(), POSTED)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_boxed_takes_the_known_kinds(kind: str) -> None:
    made = boxed(drawn((2_000, 1_000), kind), POSTED)
    sizes = [Image.open(BytesIO(file)).size for file in made.files]
    assert sizes == [(1600, 800), (800, 400), (400, 200)]
    assert (made.width, made.height) == (1600, 800)
    assert {Image.open(BytesIO(file)).format for file in made.files} == {"WEBP"}


def test_boxed_never_enlarges() -> None:
    assert (boxed(drawn((100, 50)), POSTED).width, boxed(drawn((100, 50)), POSTED).height) == (
        100,
        50,
    )


def test_boxed_squares_a_face() -> None:
    sizes = [Image.open(BytesIO(file)).size for file in boxed(drawn((900, 600)), FACE).files]
    assert sizes == [(224, 224), (112, 112)]


def test_boxed_leaves_behind_what_is_no_pixel() -> None:
    """Camera data and a second file behind the first are gone."""
    exif = Image.Exif()
    exif[0x010E] = "CANARY"  # ImageDescription
    exif[0x0112] = 6  # turned by a quarter
    data = drawn((300, 200), "JPEG", exif=exif, comment=b"CANARY") + b"<script>CANARY</script>"
    made = boxed(data, LOGO)
    assert b"CANARY" not in made.files[0]
    assert not Image.open(BytesIO(made.files[0])).getexif()
    assert made.height > made.width  # and it stands upright


def test_boxed_is_the_same_for_the_same_picture() -> None:
    shape = Shape((64,))
    assert boxed(drawn(), shape) == boxed(drawn(), shape)
