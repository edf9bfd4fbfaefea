"""The company's pages: only what is live and public is shown, and the same to everyone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from accounts.models import Member
from blog.actions import make_information_pages
from blog.models.information import BODY_LENGTH, InformationIndex, InformationPage

pytestmark = pytest.mark.django_db
SLUGS = ["house-rules", "privacy", "accessibility", "about-us"]


@pytest.fixture(autouse=True)
def pages() -> list[InformationPage]:
    return make_information_pages()


def page(slug: str) -> InformationPage:
    return InformationPage.objects.get(slug=slug)


def test_a_draft_is_missing(client: Client) -> None:
    page("privacy").unpublish()
    assert client.get("/about/privacy/").status_code == 404
    assert b"/privacy/" not in client.get("/about/").content.split(b"<footer")[0]


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_a_page_for_some_viewers_is_missing_to_all(client: Client, kind: str) -> None:
    """Wagtail would answer with a sign-in of its own; here is one sign-in and one door."""
    PageViewRestriction.objects.create(page=page("privacy"), restriction_type=kind, password="x")
    assert client.get("/about/privacy/").status_code == 404
    PageViewRestriction.objects.create(
        page=InformationIndex.objects.get(), restriction_type=kind, password="x"
    )
    assert client.get("/about/house-rules/").status_code == 404
    assert client.get("/about/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["nope/", "privacy/x/", "privacy%0a/", "-/", "../", "_util/login/", f"{'a' * 5000}/"],
)
def test_other_addresses_are_missing(client: Client, path: str) -> None:
    assert client.get(f"/about/{path}").status_code == 404


def test_post_is_refused(client: Client) -> None:
    assert client.post("/about/privacy/").status_code == 405


def test_unpublished_words_do_not_show(client: Client) -> None:
    changed = page("privacy")
    changed.body = "<p>quillfeather</p>"
    changed.save_revision()
    assert b"quillfeather" not in client.get("/about/privacy/").content


@pytest.mark.parametrize("path", ["", *(f"{slug}/" for slug in SLUGS)])
def test_pages_are_the_same_for_everyone(client: Client, path: str) -> None:
    first, second = client.get(f"/about/{path}"), Client().get(f"/about/{path}")
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
    assert b"csrf" not in first.content
    assert "script-src 'self'" in first["Content-Security-Policy"]


def test_a_page_costs_two_queries_and_writes_nothing(client: Client) -> None:
    client.get("/about/privacy/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/about/house-rules/")
    statements = [query["sql"].split()[0] for query in queries]
    assert set(statements) == {"SELECT"}
    assert len(statements) <= 3


def test_links_between_pages_never_lead_to_a_draft(client: Client) -> None:
    linking, draft = page("house-rules"), page("privacy")
    ids = (draft.pk, page("accessibility").pk, 10**9)
    linking.body = "".join(f'<p><a linktype="page" id="{pk}">w</a></p>' for pk in ids)
    linking.body += '<p><a linktype="page" id="x">w</a></p>'
    linking.save_revision().publish()
    draft.unpublish()
    html = client.get("/about/house-rules/").content.decode()
    body = html.split('class="prose"')[1].split("</article>")[0]
    assert body.count("href=") == 1
    assert '<a href="/about/accessibility/">w</a>' in body


def test_a_body_above_its_cap_is_refused_by_form_and_database() -> None:
    long = page("privacy")
    long.body = "x" * (BODY_LENGTH + 1)
    with pytest.raises(ValidationError):
        long.full_clean()
    with pytest.raises(IntegrityError):
        InformationPage.objects.filter(pk=long.pk).update(body=long.body)


def test_making_the_pages_twice_changes_nothing(noor: Member) -> None:
    edited = page("privacy")
    edited.title = "Your data"
    edited.save_revision(user=noor).publish()
    assert make_information_pages() == []
    assert page("privacy").title == "Your data"
    assert InformationPage.objects.count() == len(SLUGS)


def test_the_welcome_of_wagtail_is_gone() -> None:
    site = Site.objects.get()
    assert (site.hostname, site.site_name) == ("localhost", "Ostrel")
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert [p.slug for p in InformationPage.objects.order_by("path")] == SLUGS


def test_an_emptied_database_gets_its_pages(client: Client) -> None:
    """Tests that flush the database take away what Wagtail's migrations made."""
    Site.objects.all().delete()
    Page.objects.all().delete()
    assert len(make_information_pages()) == len(SLUGS)
    assert client.get("/about/privacy/").status_code == 200


def test_every_page_has_words_and_a_description(client: Client) -> None:
    for found in InformationPage.objects.all():
        assert len(found.body) > 1000
        assert 40 <= len(found.search_description) <= 160
        assert "[company]" not in found.body + found.title
        html = client.get(found.url).content.decode()
        assert html.count("<h1") == 1
        assert found.search_description in html
