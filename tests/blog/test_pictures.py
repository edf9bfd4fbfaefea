"""Pictures and documents of the desk: what is none is refused beside its field, and what is kept is
what we made."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    UploadedFile,
)

from accounts import pictures
from accounts.models import Member
from blog import forms
from blog.models import HowTo
from blog.pictures import shown
from tests.blog.conftest import Publish
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


# Documents ---------------------------------------------------------------------------------------
PDF = b"%PDF-1.7\n1 0 obj\n"


def bring(client: Client, data: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, data, "application/pdf")
    return client.post("/cms/documents/add/", {"title": "Leaflet", "file": file})


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"MZ", "setup.exe", "File extension “exe” is not allowed."),
        (b"PK", "all.zip", "File extension “zip” is not allowed."),
        (b"<svg>", "a.svg", "File extension “svg” is not allowed."),
        (b"<html>", "a.html", "File extension “html” is not allowed."),
        (b"<html>", "a.pdf", "That file is not what its name says."),
        (PDF, "a.txt", "That file is not what its name says."),
        (b"a\0b", "a.csv", "That file is not what its name says."),
    ],
)
def test_a_document_of_another_kind_is_refused_beside_its_field(
    authoring: Client, data: bytes, name: str, sentence: str
) -> None:
    (said,) = errors_beside(bring(authoring, data, name))["file"]
    assert said.startswith(sentence)
    assert (Document.objects.count(), UploadedFile.objects.count()) == (0, 0)


def test_a_document_of_several_is_not_put_aside_unexamined(authoring: Client) -> None:
    file = SimpleUploadedFile("setup.exe", b"MZ")
    words = {"files[]": file, "title": "x" * 300}
    answer = json.loads(authoring.post("/cms/documents/multiple/add/", words).content)
    assert answer["success"] is False
    assert (Document.objects.count(), UploadedFile.objects.count()) == (0, 0)


@pytest.fixture
def led_to(authoring: Client, publish: Publish) -> Callable[..., Document]:
    """Bring a document, and publish a how-to that leads to it; or leave it a draft."""

    def make(data: bytes = PDF, name: str = "leaflet.pdf", *, live: bool = True) -> Document:
        bring(authoring, data, name)
        document: Document = Document.objects.get()
        link = f'<p><a linktype="document" id="{document.pk}">leaflet</a></p>'
        publish("Leaflet", steps=[("text", link)], live=live)
        return document

    return make


def test_a_document_that_no_page_leads_to_is_for_those_who_write(
    authoring: Client, client: Client, noor: Member, led_to: Callable[..., Document]
) -> None:
    document = led_to(live=False)
    assert client.get(document.url).status_code == 404
    client.force_login(noor)
    assert client.get(document.url).status_code == 404
    answer = authoring.get(document.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_a_document_goes_and_comes_with_its_page(
    client: Client, led_to: Callable[..., Document]
) -> None:
    document, page = led_to(), HowTo.objects.get(slug="leaflet")
    answer = client.get(document.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=60")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(document.url).status_code == 404
    PageViewRestriction.objects.all().delete()
    page.unpublish()
    assert client.get(document.url).status_code == 404


def test_a_document_kept_for_some_is_missing_to_all(
    authoring: Client, client: Client, led_to: Callable[..., Document]
) -> None:
    document = led_to()
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    )
    assert client.get(document.url).status_code == 404
    assert authoring.get(document.url).status_code == 404


def test_a_document_by_another_name_or_gone_is_missing(
    client: Client, led_to: Callable[..., Document]
) -> None:
    document = led_to()
    assert client.get(f"/documents/{document.pk}/other.pdf").status_code == 404
    assert client.get(f"/documents/{document.pk + 1}/leaflet.pdf").status_code == 404
    default_storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404


@pytest.mark.parametrize(
    ("data", "name"), [(PDF, "leaflet.pdf"), (b"a;b\n1;2\n", "list.csv"), (b"Words", "notes.txt")]
)
def test_a_document_is_saved_and_not_opened_here(
    client: Client, led_to: Callable[..., Document], data: bytes, name: str
) -> None:
    answer = client.get(led_to(data, name).url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies
