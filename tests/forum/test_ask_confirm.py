"""The link in the mail, and many proofs at once: one question, one sign-in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import trust_email
from accounts.models import Member
from forum.actions import asking
from forum.models import Board, Thread
from forum.queries.waiting import link_token
from tests.forum.asking import VISITOR, WORDS, keep, link_in


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# The link in the mail ---------------------------------------------------------------------


def test_ask_confirm_reading_it_changes_nothing(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    link, client = link_in(mail.outbox[0]), Client()
    for _ in range(2):
        page = client.get(link)
        assert page.status_code == 200 and WORDS["title"] in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"
    assert (Thread.objects.count(), EmailAddress.objects.get().verified) == (0, False)
    assert "_auth_user_id" not in client.session


def test_ask_confirm_posts_once_and_signs_in(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    link, client = link_in(mail.outbox[0]), Client()
    answer = client.post(link, {"post": "1"})
    thread = Thread.objects.get()
    assert answer["Location"] == f"{thread.get_absolute_url()}?posted=1"
    assert client.session["_auth_user_id"] == str(thread.author_id)
    assert EmailAddress.objects.get().verified
    used = Client()
    assert [used.get(link).status_code, used.post(link).status_code] == [410, 410]
    assert "_auth_user_id" not in used.session
    assert Thread.objects.count() == 1


def test_ask_confirm_by_a_known_member(board: Board, noor: Member) -> None:
    trust_email(noor)
    Client().post("/ask/", VISITOR)
    Client().post(link_in(mail.outbox[0]), {"post": "1"})
    assert Thread.objects.get().author == noor


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsIngiXQ:1tA:zzz", "x" * 3000])
def test_ask_confirm_forged(board: Board, token: str) -> None:
    keep(board)
    assert Client().get(f"/ask/confirm/{token}/").status_code == 410
    assert Client().post(f"/ask/confirm/{token}/").status_code == 410


def test_ask_confirm_dies_with_a_day_a_sign_in_a_password_and_an_address(
    board: Board, noor: Member
) -> None:
    trust_email(noor)
    row = keep(board)
    link = f"/ask/confirm/{link_token(row, noor)}/"
    assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert Client().get(link).status_code == 410
    for change in (
        {"last_login": timezone.now()},
        {"password": "other"},
        {"email": "new@example.org"},
    ):
        before = {name: getattr(noor, name) for name in change}
        Member.objects.filter(pk=noor.pk).update(**change)
        assert Client().post(link).status_code == 410
        Member.objects.filter(pk=noor.pk).update(**before)
    assert Client().get(link).status_code == 200


def test_ask_confirm_is_no_door_for_somebody_else(
    board: Board, noor: Member, sasha: Member, as_member: Any
) -> None:
    link = f"/ask/confirm/{link_token(keep(board), noor)}/"
    client = as_member(sasha)
    assert client.post(link, {"post": "1"}).status_code == 200
    assert (Thread.objects.count(), client.session["_auth_user_id"]) == (0, str(sasha.pk))


def test_ask_confirm_needs_its_token(board: Board, noor: Member) -> None:
    link = f"/ask/confirm/{link_token(keep(board), noor)}/"
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert Thread.objects.count() == 0


# Exactly once -----------------------------------------------------------------------------


def _each_on_its_own_connection(work: Any, times: int = 50) -> list[Any]:
    def run(number: int) -> Any:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_post_waiting_thread_fifty_at_once(board: Board, noor: Member) -> None:
    row = keep(board)
    threads = _each_on_its_own_connection(lambda _n: asking.post_waiting_thread(row, by=noor))
    thread = Thread.objects.get()
    assert {found.pk for found in threads if found} == {thread.pk} and None not in threads
    assert Board.objects.get(pk=board.pk).thread_count == 1


@pytest.mark.django_db(transaction=True)
def test_ask_confirm_fifty_at_once(board: Board, noor: Member) -> None:
    trust_email(noor)
    link = f"/ask/confirm/{link_token(keep(board), noor)}/"
    answers = _each_on_its_own_connection(lambda _n: Client().post(link).status_code)
    assert sorted(set(answers)) in ([302, 410], [302])
    assert answers.count(302) == 1
    assert Thread.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_thread_ask_fifty_strangers_at_once_with_one_address(board: Board) -> None:
    from accounts.actions import join_member

    found = _each_on_its_own_connection(
        lambda _n: join_member(email="new@example.org", display_name="Noor Haddad").pk
    )
    assert set(found) == {Member.objects.get().pk}
    assert EmailAddress.objects.count() == 1


def test_ask_confirm_in_a_browser_that_says_where_it_comes_from(board: Board, noor: Member) -> None:
    """With a referrer policy of "no-referrer" browsers send `Origin: null`, which is refused."""
    link = f"/ask/confirm/{link_token(keep(board), noor)}/"
    page = Client().get(link)
    assert "no-referrer" not in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin-when-cross-origin"
