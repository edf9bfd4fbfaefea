"""/cms/: one sign-in, people of the company only, a policy of its own."""

import json
from collections.abc import Callable, Iterator
from html import unescape
from re import findall

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from accounts.models import Member
from accounts.refusals import Refusal
from blog.actions import let_edit_pages, make_information_pages
from blog.models import InformationIndex, InformationPage
from blog.permissions import check_can_edit_pages
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def pages() -> list[InformationPage]:
    return make_information_pages()


@pytest.fixture
def editor(maren: Member) -> Member:
    let_edit_pages(maren)
    return maren


@pytest.mark.parametrize(
    "path", ["", "pages/", "login/", "groups/", "images/", "documents/", "reports/site-history/"]
)
def test_a_visitor_goes_to_the_one_sign_in_and_back(client: Client, path: str) -> None:
    answer = client.get(f"/cms/{path}")
    assert answer.status_code == 302
    back = "/cms/" if path == "login/" else f"/cms/{path}"
    assert unescape(answer["Location"]).replace("%2F", "/") == f"/accounts/login/?next={back}"


@pytest.mark.parametrize("path", ["password_reset/", "password_reset/confirm/a/b/"])
def test_passwords_are_not_wagtails(client: Client, path: str) -> None:
    assert client.get(f"/cms/{path}")["Location"] == "/accounts/password/reset/"
    assert client.post(f"/cms/{path}")["Location"] == "/accounts/password/reset/"


def test_wagtails_sign_in_signs_nobody_in(client: Client, editor: Member) -> None:
    words = {"username": "maren@example.org", "password": "correct horse 1"}
    assert client.post("/cms/login/", words)["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_a_forged_next_stays_text(client: Client) -> None:
    answer = client.get("/cms/login/", {"next": "https://evil.example/"})
    assert answer["Location"] == "/accounts/login/?next=https%3A%2F%2Fevil.example%2F"


@pytest.mark.parametrize("path", ["", "pages/", "pages/1/edit/", "api/main/pages/", "nope/"])
def test_a_customer_finds_nothing(as_member: AsMember, noor: Member, path: str) -> None:
    let_edit_pages(noor)
    assert as_member(noor).get(f"/cms/{path}").status_code == 404


def test_a_customer_changes_nothing(as_member: AsMember, noor: Member) -> None:
    let_edit_pages(noor)
    index = InformationIndex.objects.get()
    answer = as_member(noor).post(
        f"/cms/pages/add/blog/informationpage/{index.pk}/",
        {"title": "x", "slug": "x", "body": "null"},
    )
    assert answer.status_code == 404
    assert not InformationPage.objects.filter(slug="x").exists()


def test_an_ambassador_outside_the_group_finds_nothing(as_member: AsMember, maren: Member) -> None:
    assert as_member(maren).get("/cms/").status_code == 404
    with pytest.raises(Refusal):
        check_can_edit_pages(maren)


def test_a_former_ambassador_finds_nothing(as_member: AsMember, editor: Member) -> None:
    client = as_member(editor)
    assert client.get("/cms/").status_code == 200
    Member.objects.filter(pk=editor.pk).update(role="member")
    assert client.get("/cms/").status_code == 404


def test_an_editor_keeps_to_the_pages_under_about(as_member: AsMember, editor: Member) -> None:
    client = as_member(editor)
    index = InformationIndex.objects.get()
    assert client.get(f"/cms/pages/{index.pk}/").status_code == 200
    root = Page.objects.get(depth=2)
    assert client.get(f"/cms/pages/{root.pk}/edit/").status_code == 302
    for path in ("groups/", "sites/", "workflows/list/", "documents/", "images/"):
        assert client.get(f"/cms/{path}").status_code == 302, path


def test_wagtails_own_groups_are_gone() -> None:
    assert list(Group.objects.values_list("name", flat=True)) == ["Page editors"]


@pytest.fixture
def writing(as_member: AsMember, editor: Member) -> Iterator[Client]:
    yield as_member(editor)


def draft(words: str, link: str = "") -> str:
    """What the editor in the browser sends: one paragraph, its first letters linked."""
    block: dict[str, object] = {
        "key": "a",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 8, "key": 0}] if link else [],
    }
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": link}}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if link else {}})


def post_page(client: Client, body: str, **more: str) -> InformationPage:
    index = InformationIndex.objects.get()
    words = {
        "title": "A page",
        "slug": "a-page",
        "body": body,
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
        **more,
    }
    client.post(f"/cms/pages/add/blog/informationpage/{index.pk}/", words)
    return InformationPage.objects.get(slug="a-page")


def test_an_editor_publishes_a_page(writing: Client, client: Client) -> None:
    text = draft("Warm words")
    assert post_page(writing, text).live
    html = client.get("/about/a-page/").content.decode()
    assert "Warm words" in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
    ],
)
def test_an_editor_is_no_administrator_of_readers_browsers(
    writing: Client, client: Client, url: str
) -> None:
    """A forged editor state: markup in text, in a block's type and in a link's address."""
    text = draft("<script>alert(1)</script><img src=x onerror=alert(1)>", link=url)
    post_page(writing, text, title="<script>alert(2)</script>")
    for where in ("/about/a-page/", "/about/"):
        html = client.get(where).content.decode()
        main = html.split("<main")[1].split("</main>")[0]
        assert "<script" not in main
        assert "<img" not in main
        assert "script:" not in "".join(findall(r'href="([^"]*)"', main)).lower()
        assert "data:" not in "".join(findall(r'href="([^"]*)"', main)).lower()


def test_no_script_is_written_into_a_page_of_the_desk(as_member: AsMember, editor: Member) -> None:
    Member.objects.filter(pk=editor.pk).update(is_superuser=True)
    client = as_member(editor)
    number = InformationPage.objects.get(slug="privacy").pk
    editors = Group.objects.get().pk
    for path in (
        "",
        f"pages/{number}/edit/",
        f"pages/{number}/copy/",
        f"pages/{number}/history/",
        f"groups/edit/{editors}/",
        "workflows/add/",
        "reports/site-history/",
        "account/",
        "images/add/",
        "documents/",
    ):
        answer = client.get(f"/cms/{path}")
        assert answer.status_code == 200, path
        html = answer.content.decode()
        inline = findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html)
        assert inline == [], path
        assert findall(r"<[a-z][^>]* on[a-z]+=", html) == [], path
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self';" in f"{policy};", path


def test_the_desk_is_never_kept(writing: Client) -> None:
    assert "no-store" in writing.get("/cms/")["Cache-Control"]


def test_wagtails_list_of_users_leads_to_ours(writing: Client) -> None:
    assert writing.get("/cms/users/")["Location"].startswith("/admin/accounts/member/")
    assert b"/cms/users/" not in writing.get("/cms/").content


def test_a_group_is_not_deleted_in_wagtail(client: Client) -> None:
    """In /admin/ its members are shut out of boards, and hear no figure of them."""
    root = make_member("root", role="staff", is_superuser=True)
    group = Group.objects.create(name="partners")
    client.force_login(root)
    for pk in (str(group.pk), f"0{group.pk}", chr(0xFF10 + group.pk % 10)):
        answer = client.post(f"/cms/groups/delete/{pk}/")
        assert (answer.status_code, answer["Location"]) == (302, "/admin/auth/group/")
    assert Group.objects.filter(pk=group.pk).exists()
