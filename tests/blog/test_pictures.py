"""Pictures and documents of the desk: what is none is refused beside its field, and what is kept is
what we made."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from wagtail.images.models import Image, Rendition
from wagtail.models import (
    UploadedFile,
)

from accounts import pictures
from blog import forms
from blog.pictures import shown
from tests.blog.desk import errors_beside, png, upload

pytestmark = pytest.mark.django_db
NONE = "We take pictures as JPEG, PNG, GIF or WebP. That file is none."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def files() -> list[str]:
    """Everything that storage holds."""
    found = []
    for folder in default_storage.listdir("")[0]:
        found += [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    return sorted(found)


# Refused -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"not a picture", "hub.png"),
        (SVG, "hub.svg"),
        (SVG, "hub.png"),
        (b"<html><script>alert(1)</script>", "hub.jpg"),
        (b"%PDF-1.7", "hub.webp"),
    ],
)
def test_a_picture_that_is_none_is_refused_beside_its_field(
    authoring: Client, data: bytes, name: str
) -> None:
    answer = upload(authoring, data, name)
    assert errors_beside(answer) == {"file": [NONE]}
    assert (Image.objects.count(), files()) == (0, [])


def test_a_picture_that_cannot_be_read_is_refused(authoring: Client) -> None:
    (sentence,) = errors_beside(upload(authoring, png()[:80]))["file"]
    assert sentence.startswith("We could not read that picture.")


def test_several_at_once_are_refused_one_by_one(authoring: Client) -> None:
    answer = add_one_of_several(authoring, b"not a picture")
    assert answer == {"success": False, "error_message": NONE}
    assert (UploadedFile.objects.count(), files()) == (0, [])


def test_a_picture_with_a_bad_title_is_not_put_aside_unexamined(authoring: Client) -> None:
    """Wagtail would keep the file as it came, and make a picture of it once the title is right."""
    answer = add_one_of_several(authoring, b"not a picture", title="x" * 300)
    assert answer["success"] is False
    answer = add_one_of_several(authoring, png(), title="x" * 300)
    assert answer == {
        "success": False,
        "error_message": "Put the rest right, and choose the file again.",
    }
    assert (UploadedFile.objects.count(), Image.objects.count(), files()) == (0, 0, [])


def test_a_picture_in_the_chooser_is_refused_beside_its_field(authoring: Client) -> None:
    answer = choose_new(authoring, b"not a picture")
    assert answer["step"] == "reshow_creation_form"
    assert NONE in answer["htmlFragment"]
    assert Image.objects.count() == 0


def test_nothing_in_this_process_looks_into_what_was_brought(
    authoring: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bytes] = []
    plain = Pillow.open

    def watched(file: Any, *args: Any, **more: Any) -> Any:
        opened.append(file.read(4))
        file.seek(0)
        return plain(file, *args, **more)

    monkeypatch.setattr(Pillow, "open", watched)
    upload(authoring, png())
    assert Image.objects.count() == 1
    assert set(opened) <= {b"RIFF"}


# Kept --------------------------------------------------------------------------------------------
def add_one_of_several(client: Client, data: bytes, **more: str) -> dict[str, Any]:
    words = {"files[]": SimpleUploadedFile("hub.png", data, "image/png"), "title": "Hub", **more}
    found: dict[str, Any] = json.loads(client.post("/cms/images/multiple/add/", words).content)
    return found


def choose_new(client: Client, data: bytes) -> dict[str, Any]:
    prefix = "image-chooser-upload"
    file = SimpleUploadedFile("hub.png", data, "image/png")
    words = {f"{prefix}-title": "Hub", f"{prefix}-file": file, f"{prefix}-description": ""}
    found: dict[str, Any] = json.loads(client.post("/cms/images/chooser/create/", words).content)
    return found


def test_a_picture_is_kept_as_webp_under_a_name_that_nobody_guesses(authoring: Client) -> None:
    upload(authoring, png(3000, 1500), "Secret boiler plan.png")
    image = Image.objects.get()
    assert (image.width, image.height) == (2000, 1000)
    stem = image.file.name.removeprefix("original_images/").removesuffix(".webp")
    assert len(stem) == 32 and set(stem) <= set("0123456789abcdef")
    with image.open_file() as kept:
        assert Pillow.open(BytesIO(kept.read())).format == "WEBP"


def test_several_at_once_and_the_chooser_keep_the_same(authoring: Client) -> None:
    assert add_one_of_several(authoring, png())["success"] is True
    choose_new(authoring, png(colour="red"))
    names = list(Image.objects.values_list("file", flat=True))
    assert [name.rsplit(".", 1)[1] for name in names] == ["webp", "webp"]


def test_readers_get_its_files_and_keep_them(authoring: Client, client: Client) -> None:
    upload(authoring, png(1600, 800))
    page = shown(Image.objects.get())
    answer = client.get(page.src)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert [part.split(" ")[1] for part in page.srcset.split(", ")] == ["480w", "960w", "1440w"]


def test_what_was_brought_is_shown_to_nobody(authoring: Client, client: Client) -> None:
    upload(authoring, png())
    assert client.get(f"/media/{Image.objects.get().file.name}").status_code == 404


def test_all_that_is_made_of_a_picture_is_webp(authoring: Client) -> None:
    upload(authoring, png())
    image = Image.objects.get()
    for spec in ("max-165x165", "max-800x600", "fill-200x200", "original"):
        assert image.get_rendition(spec).file.name.endswith(".webp")


def test_a_focal_point_moves_what_is_cut(authoring: Client) -> None:
    upload(authoring, png(1000, 500))
    image = Image.objects.get()
    words = {"title": "Hub", "description": "", "focal_point_x": 800, "focal_point_y": 100}
    words |= {"focal_point_width": 100, "focal_point_height": 100}
    assert authoring.post(f"/cms/images/{image.pk}/", words).status_code == 302
    image.refresh_from_db()
    assert (image.focal_point_x, image.focal_point_y) == (800, 100)
    image.get_rendition("fill-200x200")
    assert Rendition.objects.get(filter_spec="fill-200x200").focal_point_key != ""


def test_a_picture_wider_than_any_screen_is_kept_as_wide_as_its_widest_file() -> None:
    assert (forms.KEPT.widths, forms.KEPT.square) == ((2000,), False)
    assert forms.KEPT.most_bytes == pictures.MOST_BYTES


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_all_that_is_made_of_a_picture_that_came_otherwise_is_webp(
    client: Client, kind: str
) -> None:
    """The drawings of the seed are not brought through the form."""
    # What was made of another picture of this number in another test.
    cache.clear()
    out = BytesIO()
    Pillow.new("RGB", (300, 200), "teal").save(out, kind)
    name = f"drawn.{kind.lower()}"
    image = Image.objects.create(title="Drawn", file=ImageFile(BytesIO(out.getvalue()), name=name))
    for spec in ("max-165x165", "fill-200x200"):
        assert client.get(image.get_rendition(spec).url)["Content-Type"] == "image/webp"
