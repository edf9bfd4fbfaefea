"""Pictures go when no text shows them, with their member, and along in an export."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.actions.privacy import erase_member
from accounts.models import Member
from forum import providers
from forum.actions import pictures
from forum.actions.asking import keep_waiting
from forum.actions.pictures import sweep_pictures
from forum.actions.replies import (
    post_reply,
)
from forum.actions.threads import delete_thread, edit_thread
from forum.models import Board, Picture, Thread
from forum.queries.pictures import faults_in
from tests.forum.closed import fresh
from tests.forum.picturing import answers, bring, stored, text, url

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# Swept ---------------------------------------------------------------------------------------
def test_sweep_takes_what_no_text_has_shown_for_a_day(
    noor: Member, ask: Callable[..., Thread]
) -> None:
    used, unused = bring(noor), bring(noor, (900, 90))
    thread = ask(source=text(used))
    delete_thread(thread, by=noor)
    assert sweep_pictures() == 0
    assert sweep_pictures(at=timezone.now() + DAY) == 1
    assert list(Picture.objects.all()) == [used]
    assert stored() == [f"{used.name}.webp"]
    assert not Picture.objects.filter(pk=unused.pk).exists()


def test_sweep_counts_the_day_from_the_edit_that_left_it_out(
    noor: Member, ask: Callable[..., Thread]
) -> None:
    now = timezone.now()
    picture = bring(noor, at=now)
    thread = ask(source=text(picture), at=now)
    edit_thread(thread, by=noor, title="New", source="No more.", at=now + 5 * DAY)
    assert sweep_pictures(at=now + 5 * DAY + timedelta(hours=23)) == 0
    assert sweep_pictures(at=now + 6 * DAY) == 1


def test_sweep_leaves_what_a_waiting_question_or_a_draft_keeps(
    noor: Member, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, drafted, lost = bring(noor), bring(noor), bring(noor)
    words: dict[str, Any] = {"title": "Cold", "source": text(waiting), "tags": []}
    keep_waiting(email="a@b.example", display_name="A", board=board, kind="question", **words)
    monkeypatch.setattr(
        providers, "_kept_pictures", [*providers._kept_pictures, lambda names: {drafted.name}]
    )
    assert sweep_pictures(at=timezone.now() + DAY) == 1
    assert list(Picture.objects.order_by("pk")) == [waiting, drafted]
    assert not Picture.objects.filter(pk=lost.pk).exists()


def test_sweep_takes_nothing_while_a_keeper_fails(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_names: object) -> set[str]:
        raise RuntimeError

    bring(noor)
    monkeypatch.setattr(providers, "_kept_pictures", [fail])
    assert sweep_pictures(at=timezone.now() + DAY) == 0


def test_sweep_that_died_is_finished_by_the_next(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = bring(noor)

    def die(_picture: Picture) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pictures, "_forget", die)
        sweep_pictures(at=timezone.now() + DAY)
    assert "not here any more" in faults_in(text(picture), noor)
    assert sweep_pictures(at=timezone.now() + DAY) == 1
    assert stored() == []


# Taken along, forgotten ------------------------------------------------------------------------
def test_export_holds_ones_own_pictures(
    noor: Member, sasha: Member, as_member: AsMember, thread: Thread
) -> None:
    mine, _theirs = bring(noor), bring(sasha)
    post_reply(thread, by=noor, source=text(mine))
    answer: Any = as_member(noor).post("/preferences/export/")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    names = [name for name in archive.namelist() if name.startswith("pictures/")]
    assert names == [f"pictures/{mine.name}.webp"]
    assert mine.name in archive.read("pictures.json").decode()
    assert _theirs.name not in archive.read("pictures.json").decode()
    assert Image.open(BytesIO(archive.read(names[0]))).size == (40, 30)


def test_erasure_takes_what_no_text_shows(noor: Member, sasha: Member, thread: Thread) -> None:
    """What a post shows stays with its words, for who reads them."""
    shown, unused, others = bring(noor), bring(noor), bring(sasha)
    post_reply(thread, by=noor, source=text(shown))
    erase_member(fresh(noor), by=fresh(noor))
    assert sorted(stored()) == sorted(f"{one.name}.webp" for one in (shown, others))
    assert not Picture.objects.filter(pk=unused.pk).exists()
    assert answers(shown, Client()) == [200]


def test_an_erasure_that_rewrites_a_text_keeps_its_picture(
    noor: Member, tomasz: Member, thread: Thread
) -> None:
    picture = bring(tomasz)
    reply = post_reply(thread, by=tomasz, source=f"@noor {text(picture)}")
    erase_member(fresh(noor), by=fresh(noor))
    reply.refresh_from_db()
    assert "@former-member" in reply.html and f'src="{url(picture)}"' in reply.html
    assert answers(picture, Client()) == [200]
