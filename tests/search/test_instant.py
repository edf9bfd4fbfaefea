"""Offers while somebody types, and what a member looked for last."""

import json
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.merging import merge_members
from accounts.actions.privacy import erase_member
from accounts.export import archive_of
from accounts.models import Member
from forum.models import Board, Thread
from search.actions import keep_search
from search.engines.base import Engine
from search.indexing import drain
from search.models import RecentSearch
from search.models.recent import MOST_RECENT
from search.queries import recent_searches
from tests.conftest import CANARY, make_member

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]


def offers(client: Client, q: str) -> list[str]:
    html = client.get("/search/instant/", {"q": q}).content.decode()
    return [piece.split("</li>")[0] for piece in html.split("<li ")[1:]]


@pytest.mark.parametrize("q", ["", "  ", "zebra", "is:solved hub", '"hub"', "-hub", "%", '"'])
def test_nothing_is_offered_for_nothing(index: Engine, ask: Ask, client: Client, q: str) -> None:
    ask(title="The hub waits")
    drain()
    assert offers(client, q) == []


def test_a_closed_board_is_not_offered(
    index: Engine, ask: Ask, closed_board: Board, maren: Member, client: Client
) -> None:
    ask(board=closed_board, by=maren, title=f"Valve {CANARY}")
    drain()
    assert offers(client, "valve") == offers(client, CANARY[:5]) == []


def test_titles_with_begun_words_are_offered(index: Engine, ask: Ask, client: Client) -> None:
    thread = ask(title="Valves <stuck> & <b>wet</b>")
    for number in range(8):
        ask(title=f"Valve {number}")
    drain()
    assert len(offers(client, "val")) == 6
    (offer,) = offers(client, "valve stu")
    assert f'data-href="{thread.get_absolute_url()}"' in offer
    assert "<mark>Valves</mark> &lt;<mark>stu</mark>ck&gt; &amp; &lt;b&gt;wet&lt;/b&gt;" in offer


def test_three_queries_and_a_visitors_browser_may_keep_it(
    index: Engine, ask: Ask, client: Client, sasha: Member, as_member: AsMember
) -> None:
    for number in range(3):
        ask(title=f"Valve {number}")
    drain()
    client.get("/search/instant/?q=val")
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/search/instant/?q=val")
    assert len(queries) == 3
    assert (first["Cache-Control"], first.cookies) == ("private, max-age=60", {})
    assert first.content == Client().get("/search/instant/?q=val").content
    assert as_member(sasha).get("/search/instant/?q=val")["Cache-Control"] == "private, no-store"


def test_keeping_a_search_is_for_members_and_by_post(
    client: Client, sasha: Member, as_member: AsMember
) -> None:
    assert client.post("/search/recent/", {"text": "hub"})["Location"].startswith(
        "/accounts/login/"
    )
    member = as_member(sasha)
    assert member.get("/search/recent/").status_code == 405
    assert member.get("/search/recent/clear/").status_code == 405
    member.get("/search/?q=hub")
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(sasha)
    assert guarded.post("/search/recent/", {"text": "hub"}).status_code == 403
    assert RecentSearch.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  ", "\x00", "\ud800"])
def test_no_words_are_not_kept(sasha: Member, text: str) -> None:
    keep_search(text, by=sasha)
    assert RecentSearch.objects.count() == 0


def test_the_newest_are_kept_each_once(sasha: Member, noor: Member) -> None:
    begin = timezone.now()
    keep_search("noor's", by=noor)
    for number in range(MOST_RECENT + 2):
        keep_search(f"hub {number}", by=sasha, at=begin + timedelta(minutes=number))
    keep_search(" hub  5", by=sasha, at=begin + timedelta(hours=1))
    kept = recent_searches(sasha)
    assert kept == ["hub 5", *(f"hub {number}" for number in (11, 10, 9, 8, 7, 6, 4, 3, 2))]
    assert recent_searches(noor) == ["noor's"]
    keep_search("x" * 500, by=sasha)
    assert len(recent_searches(sasha)[-1]) <= 400


def test_the_page_and_the_box_offer_them_until_they_are_forgotten(
    sasha: Member, noor: Member, as_member: AsMember
) -> None:
    keep_search("noor's hub", by=noor)
    member = as_member(sasha)
    answer = member.post("/search/recent/", {"text": "hub <b> & co"})
    assert answer["Location"] == "/search/?q=hub+%3Cb%3E+%26+co"
    fetched = member.post(
        "/search/recent/", {"text": "kettle"}, headers={"X-Requested-With": "fetch"}
    )
    assert fetched.status_code == 204
    page = member.get("/search/").content.decode()
    assert 'href="/search/?q=hub%20%3Cb%3E%20%26%20co">hub &lt;b&gt; &amp; co</a>' in page
    assert "noor&#x27;s" not in page.split("<main")[1].split("</main>")[0]
    assert ["kettle" in offers(member, "")[0], "hub &lt;b&gt;" in offers(member, "")[1]] == [
        True
    ] * 2
    assert member.post("/search/recent/clear/")["Location"] == "/search/"
    assert (recent_searches(sasha), recent_searches(noor)) == ([], ["noor's hub"])


def test_they_are_in_the_archive_and_go_with_the_member(sasha: Member, maren: Member) -> None:
    keep_search("hub", by=sasha)
    with archive_of(sasha) as file, ZipFile(file) as archive:
        rows = json.loads(archive.read("searches.json"))
    assert [row["text"] for row in rows] == ["hub"]
    erase_member(sasha, by=sasha)
    assert RecentSearch.objects.count() == 0


def test_two_accounts_of_one_person_have_the_searches_of_both(sasha: Member, noor: Member) -> None:
    staff = make_member("ines", role="staff")
    keep_search("hub", by=sasha)
    keep_search("kettle", by=sasha)
    keep_search("hub", by=noor)
    merge_members(sasha, into=noor, by=staff, reason="The same person.")
    assert sorted(recent_searches(noor)) == ["hub", "kettle"]
    assert recent_searches(sasha) == []
