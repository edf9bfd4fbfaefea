"""Pictures follow the texts that show them, and go when none does."""

import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts import pictures as boxes
from accounts.models import Member
from accounts.pictures import MOST_BYTES, POSTED, Boxed, PictureRefused
from accounts.refusals import Refusal
from accounts.versions import bump
from forum import permissions
from forum.actions import pictures
from forum.actions.pictures import sweep_pictures, upload_picture
from forum.actions.replies import (
    comment_on,
    delete_comment,
    delete_reply,
    edit_reply,
    post_reply,
    undelete_reply,
)
from forum.actions.threads import ask_thread, delete_thread, edit_thread
from forum.markup.pictures import FULL, SMALLER
from forum.models import Board, Picture, PictureUse, Reply, Thread
from tests.forum.closed import fresh
from tests.forum.picturing import answers, bring, drawn, stored, text, url

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# Brought -------------------------------------------------------------------------------------
def test_upload_leaves_nothing_of_what_is_refused(noor: Member) -> None:
    for data in (b"", b"<svg/>", b"GIF89a", drawn()[:40], drawn() + b"x" * MOST_BYTES):
        with pytest.raises(PictureRefused):
            upload_picture(data, by=noor)
    assert (Picture.objects.count(), stored()) == (0, [])


def test_upload_is_for_members_whose_account_is_open(noor: Member) -> None:
    Member.objects.filter(pk=noor.pk).update(is_active=False)
    with pytest.raises(Refusal):
        bring(fresh(noor))
    assert Picture.objects.count() == 0


def test_upload_has_a_limit_of_number_and_of_bytes_for_a_day(
    noor: Member, sasha: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "PICTURES_A_DAY", 2)
    bring(noor)
    bring(noor)
    with pytest.raises(Refusal, match="You have brought 2 pictures since yesterday"):
        bring(noor)
    bring(sasha)
    bring(noor, at=timezone.now() + DAY)
    monkeypatch.setattr(permissions, "PICTURES_A_DAY", 100)
    monkeypatch.setattr(permissions, "BYTES_A_DAY", MOST_BYTES + 10)
    with pytest.raises(Refusal, match="all for a day"):
        bring(noor)


def test_uploads_at_once_hold_the_limit(noor: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "PICTURES_A_DAY", 5)
    one = Boxed((b"a", b"b", b"c"), 40, 30)
    monkeypatch.setattr(pictures, "boxed", lambda _data, _shape: one)
    wrong: list[Exception] = []

    def run() -> None:
        try:
            upload_picture(b"", by=noor)
        except Refusal:
            pass
        except Exception as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(50)]
    for one_thread in threads:
        one_thread.start()
    for one_thread in threads:
        one_thread.join()
    assert (wrong, Picture.objects.filter(state="ready").count(), len(stored())) == ([], 5, 5)


def test_upload_makes_the_widths_that_a_page_names(noor: Member) -> None:
    assert POSTED.widths == (FULL, *SMALLER)
    for size, widths in (((2000, 1000), [1600, 800, 400]), ((500, 100), [500, 400])):
        picture = bring(noor, size)
        stem = picture.name
        names = [f"{stem}.webp", *(f"{stem}-{width}.webp" for width in widths[1:])]
        opened = [Image.open(default_storage.open(f"posts/{name}")) for name in names]
        assert [one.width for one in opened] == widths
        assert sorted(names) == [name for name in stored() if name.startswith(stem)]
        assert (picture.width, picture.state) == (widths[0], "ready")
        assert picture.size == sum(default_storage.size(f"posts/{name}") for name in names)


def test_upload_that_dies_on_its_way_is_swept(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row was there first, so its files are found, whichever had been written."""

    def die(picture: Picture, made: Boxed) -> int:
        default_storage.save(f"posts/{picture.name}.webp", BytesIO(made.files[0]))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pictures, "_write_files", die)
        bring(noor)
    assert (len(stored()), Picture.objects.get().state) == (1, "reserved")
    assert answers(Picture.objects.get(), Client()) == [404]
    assert sweep_pictures() == 0
    assert sweep_pictures(at=timezone.now() + DAY) == 1
    assert (stored(), Picture.objects.count()) == ([], 0)


def test_decoders_wait_for_each_other() -> None:
    assert boxes._room._value == 2


# Seen ----------------------------------------------------------------------------------------
def test_picture_that_no_text_shows_is_its_uploader_s(
    noor: Member, sasha: Member, maren: Member, client: Client, as_member: AsMember
) -> None:
    picture = bring(noor)
    others = (client, as_member(sasha), as_member(maren))
    assert answers(picture, *others, as_member(noor)) == [404, 404, 404, 200]


@pytest.mark.parametrize(
    "name", ["../posts/{}.webp", "{}-1600.webp", "{}-40.webp", "{}.png", "{}.webp/", "%2e%2e/{}"]
)
def test_picture_has_no_other_address(noor: Member, as_member: AsMember, name: str) -> None:
    picture = bring(noor)
    assert as_member(noor).get(f"/media/posts/{name.format(picture.name)}").status_code == 404


def test_picture_is_sent_with_a_policy_of_its_own(
    noor: Member, ask: Callable[..., Thread], client: Client
) -> None:
    picture = bring(noor)
    ask(source=text(picture))
    answer = client.get(url(picture))
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=30"
    again = client.get(url(picture), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    # A browser puts the later headers beside the copy that it holds.
    for name in ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Cache-Control"):
        assert again[name] == answer[name]


def test_picture_in_a_feed_has_one_size(
    noor: Member, ask: Callable[..., Thread], client: Client
) -> None:
    """`srcset` leads to wherever it is read: its addresses are of ours alone."""
    picture = bring(noor, (900, 600))
    thread = ask(source=text(picture))
    assert "srcset=" in client.get(thread.get_absolute_url()).text
    feed = client.get("/feeds/").text
    assert f"http://localhost:8000{url(picture)}" in feed
    assert (feed.count("srcset"), feed.count("sizes=")) == (0, 0)


def test_picture_follows_its_thread(
    noor: Member, sasha: Member, maren: Member, ask: Callable[..., Thread], as_member: AsMember
) -> None:
    picture = bring(noor)
    thread = ask(source=text(picture))
    people = (Client(), as_member(sasha), as_member(noor), as_member(maren))
    assert answers(picture, *people) == [200, 200, 200, 200]
    delete_thread(thread, by=noor)
    assert answers(picture, *people) == [404, 404, 200, 200]


def test_picture_follows_its_board(
    noor: Member, sasha: Member, board: Board, partners: Group, ask: Callable[..., Thread]
) -> None:
    """Also for who holds a copy: it is asked for again, and 304 is not the answer."""
    picture = bring(noor)
    ask(source=text(picture))
    etag = Client().get(url(picture))["ETag"]
    Board.objects.filter(pk=board.pk).update(is_closed=True)
    board.groups.add(partners)
    bump("boards")
    assert answers(picture, Client()) == [404]
    assert Client().get(url(picture), headers={"If-None-Match": etag}).status_code == 404
    inside = Client()
    sasha.groups.add(partners)
    inside.force_login(sasha)
    outside = Client()
    outside.force_login(noor)
    assert answers(picture, inside, outside) == [200, 404]


def test_picture_follows_its_answer_and_its_comment(
    answer: Reply, noor: Member, tomasz: Member, sasha: Member, as_member: AsMember
) -> None:
    picture, other = bring(tomasz), bring(noor)
    reply = post_reply(answer.thread, by=tomasz, source=text(picture))
    comment = comment_on(reply, by=noor, source=text(other))
    stranger = as_member(sasha)
    assert answers(picture, stranger) + answers(other, stranger) == [200, 200]
    delete_reply(reply, by=tomasz)
    assert answers(picture, stranger) + answers(other, stranger) == [404, 404]
    undelete_reply(reply, by=tomasz)
    delete_comment(comment, by=noor)
    assert answers(picture, stranger) + answers(other, stranger) == [200, 404]
    assert answers(other, as_member(noor)) == [200]


def test_picture_in_two_posts_is_seen_while_one_of_them_is(
    noor: Member, ask: Callable[..., Thread]
) -> None:
    picture = bring(noor)
    first, second = (ask(title=title, source=text(picture)) for title in ("One", "Two"))
    assert PictureUse.objects.filter(picture=picture).count() == 2
    delete_thread(first, by=noor)
    assert answers(picture, Client()) == [200]
    delete_thread(second, by=noor)
    assert answers(picture, Client()) == [404]


def test_naming_a_closed_picture_opens_nothing(
    noor: Member, sasha: Member, closed_board: Board, partners: Group, board: Board
) -> None:
    noor.groups.add(partners)
    picture = bring(noor)
    ask_thread(closed_board, by=fresh(noor), kind="talk", title="In here", source=text(picture))
    copied = ask_thread(board, by=sasha, kind="talk", title="Out there", source=text(picture))
    assert (PictureUse.objects.filter(thread=copied).count(), answers(picture, Client())) == (
        0,
        [404],
    )
    assert copied.html.strip() == "<p>Look: the hub</p>"
    others = bring(noor)
    post_reply(copied, by=sasha, source=text(others))
    assert answers(others, Client()) == [404]


def test_a_quotation_of_what_one_sees_shows_the_picture(
    noor: Member, sasha: Member, ask: Callable[..., Thread]
) -> None:
    picture = bring(noor)
    thread = ask(source=text(picture))
    quoted = post_reply(thread, by=sasha, source=f"> {text(picture)}")
    assert PictureUse.objects.filter(reply=quoted, picture=picture).exists()


# Shown ---------------------------------------------------------------------------------------
def test_text_shows_a_picture_at_its_size(noor: Member, ask: Callable[..., Thread]) -> None:
    picture = bring(noor, (2000, 1000))
    at = f"/media/posts/{picture.name}"
    assert ask(source=f"![a [hub]]({at}.webp)").html.strip() == (
        f'<p><a href="{at}.webp" rel="ugc nofollow noopener"><img src="{at}.webp" '
        'alt="a [hub]" loading="lazy" '
        f'srcset="{at}.webp 1600w, {at}-800.webp 800w, {at}-400.webp 400w" '
        'sizes="(min-width: 48em) 42rem, 92vw" width="1600" height="800" '
        'decoding="async"></a></p>'
    )
    picture.refresh_from_db()
    assert (picture.alt, picture.unused_since) == ("a [hub]", None)


def test_a_picture_without_words_is_refused(noor: Member, thread: Thread, answer: Reply) -> None:
    picture = bring(noor)
    for words in ("", " ", "&nbsp;"):
        for source in (text(picture, words), f"{text(picture)} {text(picture, words)}"):
            with pytest.raises(Refusal, match="what your picture shows"):
                post_reply(thread, by=noor, source=source)
            with pytest.raises(Refusal, match="what your picture shows"):
                edit_thread(thread, by=noor, title="New", source=source)
    assert (PictureUse.objects.count(), Reply.objects.count()) == (0, 1)
    post_reply(thread, by=noor, source="![](/media/site/logo.webp) ![](https://example.org/a.png)")


def test_an_edit_binds_anew(noor: Member, maren: Member, ask: Callable[..., Thread]) -> None:
    before, after = bring(noor), bring(noor)
    thread = ask(source=text(before))
    edit_thread(thread, by=noor, title="New", source=text(after))
    assert answers(before, Client()) + answers(after, Client()) == [404, 200]
    before.refresh_from_db()
    assert before.unused_since is not None
    reply = post_reply(thread, by=noor, source=text(before))
    edit_reply(reply, by=maren, source=f"{text(before)} ^MJ")
    assert answers(before, Client()) == [200]
    edit_reply(reply, by=noor, source="No more.")
    assert answers(before, Client()) == [404]


def test_a_text_that_is_rolled_back_binds_nothing(noor: Member, ask: Callable[..., Thread]) -> None:
    picture = bring(noor)

    def fail() -> None:
        with transaction.atomic():
            ask(source=text(picture))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert answers(picture, Client()) == [404]
    assert sweep_pictures(at=timezone.now() + DAY) == 1
