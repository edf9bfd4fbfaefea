"""A face that a member brought: shown wherever they speak, gone with its files when they wish."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actions import faces
from accounts.actions.faces import files_of, remove_face, set_face, sweep_faces
from accounts.actions.privacy import erase_member
from accounts.models import Member
from accounts.pictures import MOST_BYTES, PictureRefused
from accounts.refusals import Refusal
from accounts.templatetags.look import face, face_svg
from forum.models import Thread

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def drawn(colour: str = "#0a5c4a", size: tuple[int, int] = (600, 400)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def sent(data: bytes, name: str = "me.png") -> dict[str, Any]:
    return {"face": SimpleUploadedFile(name, data, "image/png")}


def stored() -> list[str]:
    if not default_storage.exists("faces"):
        return []
    return sorted(f"faces/{name}" for name in default_storage.listdir("faces")[1])


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_face_is_for_who_is_signed_in(client: Client) -> None:
    answer = client.post("/preferences/face/", sent(drawn()))
    assert answer["Location"].startswith("/accounts/login/")
    assert stored() == []


def test_face_is_ones_own(noor: Member, sasha: Member) -> None:
    with pytest.raises(Refusal):
        set_face(noor, by=sasha, data=drawn())
    with pytest.raises(Refusal):
        remove_face(noor, by=sasha)
    assert (fresh(noor).face, stored()) == ("", [])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG, GIF or WebP"),
        (b"\x89PNG\r\n\x1a\nhalf", "JPEG, PNG, GIF and WebP"),
        (b"\xff\xd8\xff" + b"x" * MOST_BYTES, "up to 8 MB"),
        (b"", "That file is none"),
    ],
)
def test_face_refuses_with_a_sentence(
    noor: Member, as_member: AsMember, data: bytes, words: str
) -> None:
    answer = as_member(noor).post("/preferences/face/", sent(data), follow=True)
    assert words in answer.content.decode()
    assert (fresh(noor).face, stored()) == ("", [])


def test_face_has_a_limit(noor: Member, as_member: AsMember, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"upload": "1/h/user"}
    client = as_member(noor)
    client.post("/preferences/face/", sent(drawn()))
    first = fresh(noor).face
    answer = client.post("/preferences/face/", sent(drawn("#ffffff")), follow=True)
    assert "a lot of pictures" in answer.content.decode()
    assert fresh(noor).face == first


def test_face_is_shown_wherever_its_member_speaks(
    noor: Member, thread: Thread, as_member: AsMember, client: Client
) -> None:
    answer = as_member(noor).post("/preferences/face/", sent(drawn(), "../../x.png"), follow=True)
    assert "how people see you" in answer.content.decode()
    widest, small = files_of(fresh(noor).face)
    assert stored() == sorted([widest, small])
    sizes = [Image.open(default_storage.open(name)).size for name in (widest, small)]
    assert sizes == [(224, 224), (112, 112)]
    assert f'src="/media/{widest}"' in client.get("/m/noor/").content.decode()
    page = client.get(thread.get_absolute_url()).content.decode()
    assert f'src="/media/{small}"' in page
    shown = client.get(f"/media/{small}")
    assert shown["Content-Type"] == "image/webp"
    assert shown["X-Content-Type-Options"] == "nosniff"


def test_face_needs_no_query(noor: Member, django_assert_num_queries: Any) -> None:
    set_face(noor, by=noor, data=drawn())
    member = fresh(noor)
    with django_assert_num_queries(0):
        assert face(member, "s") == (
            f'<span class="face face--s"><img src="/media/faces/{member.face}-112.webp" alt="" '
            'width="112" height="112" loading="lazy" decoding="async"></span>'
        )


def test_face_replaced_and_removed_takes_its_files_along(noor: Member) -> None:
    set_face(noor, by=noor, data=drawn())
    before = fresh(noor).face
    set_face(noor, by=noor, data=drawn("#ffffff"))
    after = fresh(noor).face
    assert after != before
    assert stored() == sorted(files_of(after))
    remove_face(noor, by=noor)
    assert stored() == []
    assert face_svg("noor", "Noor Haddad") in face(fresh(noor))


def test_face_stays_when_its_removal_is_rolled_back(noor: Member) -> None:
    set_face(noor, by=noor, data=drawn())

    def fail() -> None:
        with transaction.atomic():
            remove_face(noor, by=noor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert stored() == sorted(files_of(fresh(noor).face)) != []


def test_sweep_faces_takes_what_nobody_has(noor: Member, monkeypatch: Any) -> None:
    """A crash between files and row leaves files; they go when the row can no longer come."""
    set_face(noor, by=noor, data=drawn())

    def crash(*_all: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(faces, "_put", crash)
        set_face(noor, by=noor, data=drawn("#ffffff"))
    assert len(stored()) == 4
    assert sweep_faces() == 0
    assert sweep_faces(at=timezone.now() + DAY) == 2
    assert stored() == sorted(files_of(fresh(noor).face))


def test_face_goes_with_an_erased_member(noor: Member) -> None:
    set_face(noor, by=noor, data=drawn())
    erase_member(fresh(noor), by=fresh(noor))
    assert (fresh(noor).face, stored()) == ("", [])


def test_face_is_in_the_export(noor: Member, as_member: AsMember) -> None:
    set_face(noor, by=noor, data=drawn())
    answer: Any = as_member(noor).post("/preferences/export/")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    with default_storage.open(files_of(fresh(noor).face)[0]) as file:
        assert archive.read("face.webp") == file.read()


def test_face_that_is_no_picture_any_more_leaves_the_member_as_they_were(noor: Member) -> None:
    set_face(noor, by=noor, data=drawn())
    before = stored()
    with pytest.raises(PictureRefused):
        set_face(noor, by=noor, data=b"GIF89a")
    assert stored() == before
