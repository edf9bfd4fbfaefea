"""Bringing a picture: by the editor's script, or with the form where no script runs."""

import secrets
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts import uploads
from accounts.models import Member
from accounts.pictures import MOST_BYTES
from config.settings import base
from forum import permissions
from forum.actions import pictures
from forum.actions.pictures import upload_picture
from forum.actions.replies import post_reply
from forum.markup.pictures import markdown_of
from forum.models import Comment, Picture, PictureUse, Reply, Thread, WaitingThread
from tests.forum.picturing import bring, drawn, stored, text, url

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db(transaction=True)
MANY = 200


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield
    cache.clear()


def file(data: bytes | None = None, name: str = "hub.png", kind: str = "image/png") -> Any:
    return SimpleUploadedFile(name, drawn() if data is None else data, kind)


# By script -----------------------------------------------------------------------------------
def test_picture_upload_is_a_post_of_members(client: Client, noor: Member, as_member: Any) -> None:
    assert as_member(noor).get("/pictures/").status_code == 405
    answer = client.post("/pictures/", {"picture": file()})
    assert answer.status_code == 403
    assert "sign in" in answer.json()["error"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(noor)
    assert strict.post("/pictures/", {"picture": file()}).status_code == 403
    assert (Picture.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", b"", "JPEG, PNG, GIF or WebP"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG, PNG, GIF"),
        ("../../../etc/passwd", b"root:x:0:0", "JPEG, PNG, GIF or WebP"),
        ("a.png", drawn()[:60], "up to 40 million pixels"),
        ("a.png", drawn() + b"x" * MOST_BYTES, "up to 8 MB"),
    ],
)
def test_picture_upload_refuses_with_a_sentence(
    noor: Member, as_member: AsMember, name: str, data: bytes, words: str
) -> None:
    answer = as_member(noor).post("/pictures/", {"picture": file(data, name)})
    assert (answer.status_code, answer.json()["pictures"]) == (400, [])
    assert words in answer.json()["error"]
    assert (Picture.objects.count(), stored()) == (0, [])


def test_picture_upload_refuses_nothing_and_too_many(noor: Member, as_member: AsMember) -> None:
    assert "choose a picture" in as_member(noor).post("/pictures/").json()["error"]
    answer = as_member(noor).post("/pictures/", {"picture": [file() for _ in range(7)]})
    assert answer.json()["error"] == "Up to 6 pictures go at once; these are 7."
    assert Picture.objects.count() == 0


def test_picture_upload_reads_past_what_is_too_big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is written to the disk, and the words of the form arrive."""
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    assert base.FILE_UPLOAD_HANDLERS[0] == "accounts.uploads.BoundedUploadHandler"
    from django.test import RequestFactory

    request = RequestFactory().post("/", {"picture": file(b"x" * 101), "source": "Words"})
    assert (request.POST["source"], list(request.FILES)) == ("Words", [])
    assert request.upload_too_big  # type: ignore[attr-defined]


def test_picture_upload_answers_with_the_address(
    noor: Member, as_member: AsMember, client: Client
) -> None:
    """Whatever the file was called and said to be."""
    sent = {"picture": file(drawn(kind="JPEG"), "../../x.svg", "image/svg+xml")}
    answer = as_member(noor).post("/pictures/", sent)
    picture = Picture.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "pictures": [{"url": url(picture), "width": 40, "height": 30}],
        "error": "",
    }
    assert "no-store" in answer["Cache-Control"]
    assert stored() == [f"{picture.name}.webp"]


def test_picture_upload_keeps_those_before_a_refusal(noor: Member, as_member: AsMember) -> None:
    answer = as_member(noor).post("/pictures/", {"picture": [file(), file(b"no")]})
    assert answer.status_code == 400
    assert [one["url"] for one in answer.json()["pictures"]] == [url(Picture.objects.get())]


@pytest.mark.long
def test_picture_uploads_at_once_hold_the_rate(
    noor: Member, as_member: AsMember, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred requests, each with a forged address, and the cache of a site that chose none."""
    settings.CACHES = {**base.CACHES}
    call_command("createcachetable", verbosity=0)
    caches["default"].clear()
    settings.ACCOUNT_RATE_LIMITS = {"upload": "1000/h/ip,7/h/user"}
    monkeypatch.setattr("forum.views.pictures.upload_picture", _kept_without_decoding)
    session = as_member(noor).cookies
    statuses: list[int] = []

    def run(number: int) -> None:
        client = Client(raise_request_exception=False)
        client.cookies = session
        forged = {"X-Forwarded-For": f"10.0.{number}.1", "X-Real-Ip": f"10.1.{number}.1"}
        statuses.append(client.post("/pictures/", {"picture": file()}, headers=forged).status_code)
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(statuses) == MANY
    assert set(statuses) <= {201, 400}
    assert 1 <= statuses.count(201) <= 7
    assert Picture.objects.count() == statuses.count(201)


def _kept_without_decoding(_data: bytes, *, by: Member) -> Picture:
    return Picture.objects.create(name=secrets.token_hex(16), uploader=by)


def test_picture_upload_says_when_a_day_is_full(
    noor: Member, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "PICTURES_A_DAY", 0)
    answer = as_member(noor).post("/pictures/", {"picture": file()})
    assert "all for a day" in answer.json()["error"]


# With the form -------------------------------------------------------------------------------
def test_a_picture_comes_with_an_answer(noor: Member, thread: Thread, as_member: AsMember) -> None:
    sent = {"source": "Look.", "picture": file(), "picture_words": "the [hub] *on*\nmy wall"}
    as_member(noor).post(f"/t/{thread.pk}/reply/", sent)
    picture = Picture.objects.get()
    reply = Reply.objects.get()
    assert reply.source == f"Look.\n\n{markdown_of(picture.name, sent['picture_words'])}"
    assert 'alt="the [hub] *on* my wall"' in reply.html
    assert PictureUse.objects.get(reply=reply).picture == picture


def test_a_picture_comes_with_a_question(noor: Member, thread: Thread, as_member: AsMember) -> None:
    sent = {"title": "Cold", "source": "Look.", "kind": "question", "board": "heating"}
    client = as_member(noor)
    page = client.post("/ask/", {**sent, "preview": "1", "picture": file(), "picture_words": "it"})
    picture = Picture.objects.get()
    source = f"Look.\n\n![it]({url(picture)})"
    assert source in page.content.decode()
    assert f'src="{url(picture)}"' in page.content.decode()
    client.post("/ask/", {**sent, "source": source})
    assert PictureUse.objects.get().thread == Thread.objects.get(title="Cold")


def test_a_picture_comes_with_an_edit(noor: Member, thread: Thread, as_member: AsMember) -> None:
    sent = {"title": "Cold", "source": "Look.", "picture": file(), "picture_words": "it"}
    as_member(noor).post(f"/t/{thread.pk}/edit/", sent)
    assert PictureUse.objects.get().thread == thread


@pytest.mark.parametrize("path", ["/ask/", "/t/{}/reply/", "/t/{}/edit/"])
def test_a_picture_without_words_comes_back_in_the_form(
    noor: Member, thread: Thread, as_member: AsMember, path: str
) -> None:
    sent = {"title": "Cold", "source": "Look.", "kind": "question", "picture": file()}
    page = as_member(noor).post(path.format(thread.pk), sent)
    assert f"Look.\n\n![]({url(Picture.objects.get())})" in page.content.decode()
    assert "Say what your picture shows" in page.content.decode()
    assert (Thread.objects.count(), Reply.objects.count()) == (1, 0)
    assert PictureUse.objects.count() == 0


@pytest.mark.parametrize("path", ["/ask/", "/t/{}/reply/", "/t/{}/edit/"])
def test_a_refused_picture_leaves_the_words_in_the_form(
    noor: Member, thread: Thread, as_member: AsMember, path: str
) -> None:
    sent = {"title": "Cold", "source": "My words.", "kind": "question", "picture_words": "it"}
    for data, words in ((b"no", "JPEG, PNG"), (b"x" * (MOST_BYTES + 1), "up to 8 MB")):
        page = as_member(noor).post(path.format(thread.pk), {**sent, "picture": file(data)})
        assert words in page.content.decode()
        assert "My words." in page.content.decode()
    assert (Thread.objects.count(), Reply.objects.count(), stored()) == (1, 0, [])


def test_a_picture_that_is_gone_is_said_in_the_form(
    noor: Member, sasha: Member, thread: Thread, as_member: AsMember
) -> None:
    """Another's unused picture is gone for everybody else."""
    picture = bring(noor)
    page = as_member(sasha).post(f"/t/{thread.pk}/reply/", {"source": text(picture)})
    assert page.status_code == 400
    assert "The picture “the hub” is not here any more" in page.content.decode()
    note = as_member(sasha).post(f"/t/{thread.pk}/comment/", {"source": text(picture, "")})
    assert "what your picture shows" in note.content.decode()
    assert (Reply.objects.count(), Comment.objects.count()) == (0, 0)


def test_a_post_that_shows_anothers_picture_can_be_edited(
    noor: Member, maren: Member, thread: Thread, as_member: AsMember
) -> None:
    reply = post_reply(thread, by=noor, source=text(bring(noor)))
    sent = {"source": f"{reply.source} ^MJ", "note": "Signed."}
    assert as_member(maren).post(f"/r/{reply.pk}/edit/", sent).status_code == 303


def test_a_visitor_is_told_how_to_add_one(client: Client, thread: Thread) -> None:
    page = client.get("/ask/").content.decode()
    assert "as soon as you are signed in" in page
    assert 'type="file"' not in page
    sent = {"title": "Cold", "source": "Look.", "kind": "question", "board": "heating"}
    sent |= {"display_name": "Ada", "email": "ada@example.org"}
    client.post("/ask/", {**sent, "picture": file(), "picture_words": "it"})
    assert (Picture.objects.count(), WaitingThread.objects.get().source) == (0, "Look.")


def test_a_visitor_previews_nothing_that_is_not_theirs_to_see(client: Client, noor: Member) -> None:
    picture = upload_picture(drawn(), by=noor)
    page = client.post("/ask/", {"source": text(picture), "preview": "1"}).content.decode()
    assert f'src="{url(picture)}"' not in page


def test_upload_wiring_names_the_real_action() -> None:
    from forum.views import pictures as views

    assert views.upload_picture is pictures.upload_picture
