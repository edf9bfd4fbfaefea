"""Choosing a member at the desk: by name, never by address."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import Member
from blog.models import Credit, HowTo, Release, Series, Topic
from tests.blog.desk import add_howto

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]
CHOOSE = "/cms/members/choose/"


def listed(client: Client, words: str = "") -> str:
    return client.get(f"{CHOOSE}results/", {"q": words}).content.decode()


def test_a_visitor_and_a_customer_choose_nobody(
    client: Client, as_member: AsMember, topic: Topic, noor: Member
) -> None:
    for path in (CHOOSE, f"{CHOOSE}results/", f"{CHOOSE}chosen/{noor.pk}/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
        assert as_member(noor).get(path).status_code == 404


def test_nobody_is_found_by_address(authoring: Client, noor: Member) -> None:
    assert "Noor Haddad" not in listed(authoring, "noor@example.org")
    assert "Noor Haddad" not in listed(authoring, "example.org")


def test_nowhere_is_an_address_shown(authoring: Client, noor: Member) -> None:
    said = [
        authoring.get(CHOOSE).content.decode(),
        listed(authoring, "noor"),
        authoring.get(f"{CHOOSE}chosen/{noor.pk}/").content.decode(),
        authoring.get(f"{CHOOSE}chosen-multiple/?id={noor.pk}").content.decode(),
    ]
    assert [text for text in said if "example.org" in text] == []


def test_no_page_of_the_desk_shows_an_address_but_ones_own(
    authoring: Client, publishing: Client, author: Member, topic: Topic
) -> None:
    add_howto(authoring, topic, action="submit")
    howto = HowTo.objects.get()
    at = f"/cms/pages/{howto.pk}"
    paths = (
        "/cms/",
        f"/cms/pages/{topic.pk}/",
        f"{at}/edit/",
        f"{at}/history/",
        f"{at}/workflow_history/",
        "/cms/reports/site-history/",
        "/cms/reports/workflow/",
    )
    pages = {path: publishing.get(path).content.decode() for path in paths}
    assert [path for path, html in pages.items() if author.email in html] == []  # type: ignore[operator]
    assert author.display_name in pages[f"{at}/history/"]


def test_who_is_gone_is_not_offered(authoring: Client, noor: Member) -> None:
    Member.objects.filter(pk=noor.pk).update(is_active=False)
    assert "Noor Haddad" not in listed(authoring)


@pytest.mark.parametrize("words", ["haddad", "NOOR", "@noor", "oor"])
def test_a_member_is_found_by_name(
    authoring: Client, noor: Member, sasha: Member, words: str
) -> None:
    found = listed(authoring, words)
    assert ("Noor Haddad" in found, "Sasha Dunne" in found) == (True, False)


def test_a_member_is_chosen(authoring: Client, noor: Member) -> None:
    answer = json.loads(authoring.get(f"{CHOOSE}chosen/{noor.pk}/").content)
    assert (answer["step"], answer["result"]["title"]) == ("chosen", "Noor Haddad")


def test_who_found_the_solution_is_credited(
    authoring: Client, topic: Topic, tomasz: Member
) -> None:
    credit = {"member": str(tomasz.pk), "part": "solver"}
    add_howto(authoring, topic, action="submit", credits=[credit])
    howto: HowTo = HowTo.objects.get().get_latest_revision_as_object()
    found: list[Credit] = list(howto.credits.all())
    assert [(c.member, c.part) for c in found] == [(tomasz, "solver")]


def test_an_editor_keeps_versions(editing: Client) -> None:
    words = {"product": "Hub", "name": "4.2", "released_on": "2026-11-01"}
    editing.post("/cms/snippets/blog/release/add/", words)
    assert Release.objects.get().released_on == date(2026, 11, 1)
    page = editing.get("/cms/snippets/blog/release/?q=4.2").content.decode()
    assert "4.2" in page


def test_an_editor_keeps_series_with_their_parts(
    editing: Client, authoring: Client, topic: Topic
) -> None:
    add_howto(authoring, topic)
    howto = HowTo.objects.get()
    words = {
        "title": "First steps",
        "slug": "first-steps",
        "description": "",
        "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0",
        "parts-0-post": str(howto.pk),
        "parts-0-ORDER": "1",
    }
    editing.post("/cms/snippets/blog/series/add/", words)
    parts = Series.objects.get().parts.all()
    assert [part.post_id for part in parts] == [howto.pk]
