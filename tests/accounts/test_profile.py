from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actions import rename_member
from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from tests.conftest import CANARY, make_member


@pytest.mark.parametrize("name", ["nobody", "x" * 300, "%00", "a b", "..", "1"])
def test_profile_of_nobody(db: None, name: str) -> None:
    assert Client().get(f"/m/{name}/").status_code == 404


@pytest.mark.parametrize("query", ["show=none", "after=x", "after=9-9-9", "show=asked&after=1"])
def test_profile_wrong_places_are_404(noor: Member, query: str) -> None:
    assert Client().get(f"/m/noor/?{query}").status_code == 404


def test_profile_of_a_closed_account_is_gone(db: None) -> None:
    make_member("gone", is_active=False)
    assert Client().get("/m/gone/").status_code == 404


def test_profile_old_and_other_spellings_lead_on(noor: Member) -> None:
    rename_member(noor, username="noor-h", by=noor)
    for old in ("noor", "NOOR", "NOOR-H"):
        answer = Client().get(f"/m/{old}/")
        assert (answer.status_code, answer["Location"]) == (301, "/m/noor-h/")


def test_profile_shows_no_address(noor: Member, sasha: Member, as_member: Any) -> None:
    for client in (Client(), as_member(sasha), as_member(noor)):
        assert "@example.org" not in client.get("/m/noor/").content.decode()


def _figures(page: str) -> list[str]:
    return [part.partition("</dd>")[0] for part in page.split("<dd>")[1:]]


def test_profile_counts_what_the_viewer_may_see(
    ask: Callable[..., Thread],
    closed_board: Board,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
    as_member: Any,
) -> None:
    noor.groups.add(closed_board.groups.get())
    noor = Member.objects.get(pk=noor.pk)
    ask()
    ask(board=closed_board, title=f"Secret {CANARY}", by=noor)
    for client in (Client(), as_member(sasha)):
        page = client.get("/m/noor/").content.decode()
        assert CANARY not in page and _figures(page) == ["1", "0", "0", "0", "0"]
    page = as_member(maren).get("/m/noor/").content.decode()
    assert CANARY in page and _figures(page) == ["2", "0", "0", "0", "0"]


def test_profile_answered_and_solved(
    thread: Thread, noor: Member, tomasz: Member, django_assert_max_num_queries: Any
) -> None:
    reply = post_reply(thread, by=tomasz, source="Set it to two-wire.")
    post_reply(thread, by=tomasz, source="And restart.")
    accept_solution(reply, by=noor)
    assert _figures(Client().get("/m/tomasz/").content.decode()) == ["0", "2", "1", "0", "0"]
    page = Client().get("/m/tomasz/?show=solved").content.decode()
    assert "Set it to two-wire." in page and "And restart." not in page


def test_profile_pages_by_keyset_with_the_same_queries(
    ask: Callable[..., Thread], noor: Member, django_assert_num_queries: Any
) -> None:
    ask(title="Cold 0")
    client = Client()
    client.get("/m/noor/")
    with django_assert_num_queries(11):
        client.get("/m/noor/")
    for number in range(1, 25):
        ask(title=f"Cold {number}")
    with django_assert_num_queries(11):
        page = client.get("/m/noor/").content.decode()
    after = page.partition("show=asked&amp;after=")[2].partition('"')[0]
    rest = client.get(f"/m/noor/?show=asked&after={after}").content.decode()
    shown = [n for n in range(25) if f">Cold {n}<" in page]
    rested = [n for n in range(25) if f">Cold {n}<" in rest]
    assert (len(shown), sorted(shown + rested)) == (20, list(range(25)))


def test_profile_of_a_visitor_is_everyones(noor: Member) -> None:
    answer = Client().get("/m/noor/")
    assert not answer.cookies and "csrfmiddlewaretoken" not in answer.content.decode()


# Preferences ------------------------------------------------------------------------------

WISHES = {
    "display_name": "Noor H.",
    "username": "noor-h",
    "about": "Cold feet.",
    "time_zone": "Europe/Warsaw",
    "theme": "dark",
    "wants_mail": "on",
}


def test_preferences_are_for_members(noor: Member, as_member: Any) -> None:
    assert Client().get("/preferences/")["Location"] == "/accounts/login/?next=/preferences/"
    assert Client().post("/preferences/", WISHES).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(noor)
    assert strict.post("/preferences/", WISHES).status_code == 403
    noor.refresh_from_db()
    assert noor.display_name == "Noor Haddad"


@pytest.mark.parametrize(
    "change",
    [
        {"username": "Bad Name"},
        {"username": "sasha"},
        {"username": "admin"},
        {"username": "-x"},
        {"username": ""},
        {"display_name": ""},
        {"display_name": "x" * 61},
        {"about": "x" * 501},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../etc/passwd"},
        {"theme": "pink"},
    ],
)
def test_preferences_refuse_and_change_nothing(
    noor: Member, sasha: Member, as_member: Any, change: dict[str, str]
) -> None:
    answer = as_member(noor).post("/preferences/", {**WISHES, **change})
    assert answer.status_code == 400
    noor.refresh_from_db()
    assert (noor.display_name, noor.username, noor.about) == ("Noor Haddad", "noor", "")


def test_preferences_save_what_they_say_and_no_more(noor: Member, as_member: Any) -> None:
    more = {"role": "staff", "is_superuser": "on", "email": "x@evil.tld", "honoured": "on"}
    answer = as_member(noor).post("/preferences/", {**WISHES, **more})
    assert answer["Location"] == "/preferences/"
    noor.refresh_from_db()
    assert {name: getattr(noor, name) for name in WISHES} == {**WISHES, "wants_mail": True}
    assert (noor.wants_solved_reminders, noor.role, noor.email) == (
        False,
        "member",
        "noor@example.org",
    )
    assert (noor.is_superuser, noor.honoured) == (False, False)
    assert 'data-theme="dark"' in as_member(noor).get("/preferences/").content.decode()
