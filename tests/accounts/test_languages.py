"""Which language a page and a mail is in, and the switch in the footer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.invitations import invite
from accounts.actions.site import change_site
from accounts.forms import PreferencesForm
from accounts.languages import for_mail, lang, of_browser
from accounts.models import Member
from accounts.templatetags.look import number, when
from forum.models import Board
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
GERMAN = {"accept-language": "de-DE,de;q=0.9,en;q=0.5"}
HERE = {"origin": "http://testserver"}


@pytest.fixture
def staff(db: None) -> Member:
    return make_member("stella", role="staff")


def language_of(client: Client, path: str = "/", **more: str) -> str:
    answer = client.get(path, headers=more)
    html = answer.content.decode()
    assert f'<html lang="{answer["Content-Language"]}"' in html
    return str(answer["Content-Language"])


def switch(client: Client, **more: str) -> Client:
    answer = client.post("/language/", {"language": "es", "next": "/boards/"}, headers=HERE | more)
    assert (answer.status_code, answer["Location"]) == (302, "/boards/")
    return client


# Refusals -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_language_refuses_other_sites(
    as_member: AsMember, sasha: Member, headers: dict[str, str]
) -> None:
    for client in (Client(), as_member(sasha)):
        answer = client.post("/language/", {"language": "de", "next": "/"}, headers=headers)
        assert answer.status_code == 403
        assert "language" not in answer.cookies
    sasha.refresh_from_db()
    assert sasha.language == ""


def test_language_asks_once_more_where_the_browser_says_nothing(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    asked = client.post("/language/", {"language": "de", "next": "/boards/"})
    assert asked.status_code == 200
    assert "no-store" in asked["Cache-Control"]
    assert "language" not in asked.cookies
    token = asked.context["csrf_token"]
    sent = {"language": "de", "next": "/boards/", "csrfmiddlewaretoken": "a" * 64}
    assert client.post("/language/", sent).status_code == 403
    done = client.post("/language/", sent | {"csrfmiddlewaretoken": str(token)})
    assert (done.status_code, done["Location"]) == (302, "/boards/")
    assert done.cookies["language"].value == "de"


def test_language_is_changed_by_post_only(db: None) -> None:
    answer = Client().get("/language/?language=de&next=/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "language" not in answer.cookies


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "", "x"]
)
def test_language_never_leads_away(db: None, away: str) -> None:
    answer = Client().post("/language/", {"language": "de", "next": away}, headers=HERE)
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("odd", ["", "xx", "de-DE", "DE", "../de", "\x00", "e" * 5000])
def test_language_knows_its_own_only(as_member: AsMember, sasha: Member, odd: str) -> None:
    answer = as_member(sasha).post("/language/", {"language": odd, "next": "/"}, headers=HERE)
    assert (answer.status_code, dict(answer.cookies)) == (302, {})
    sasha.refresh_from_db()
    assert sasha.language == ""


def test_language_offers_what_the_site_has_switched_on(staff: Member) -> None:
    change_site(by=staff, name="Ostrel", languages=["en", "nl"])
    page = Client().get("/").content.decode()
    assert [f'value="{code}"' in page for code in ("en", "nl", "de", "es")] == [True, True] + [
        False
    ] * 2
    answer = Client().post("/language/", {"language": "de", "next": "/"}, headers=HERE)
    assert "language" not in answer.cookies
    assert language_of(Client(), **GERMAN) == "en"
    client = Client()
    client.cookies["language"] = "de"
    assert language_of(client, **{"accept-language": "nl"}) == "nl"
    change_site(by=staff, name="Ostrel", languages=["nl"])
    assert language_of(Client(), **GERMAN) == "nl"
    assert 'action="/language/"' not in Client().get("/").content.decode()


def test_a_members_choice_that_is_switched_off_waits(
    as_member: AsMember, staff: Member, sasha: Member
) -> None:
    Member.objects.filter(pk=sasha.pk).update(language="es")
    sasha.refresh_from_db()
    change_site(by=staff, name="Ostrel", languages=["en", "de"])
    assert language_of(as_member(sasha), **GERMAN) == "de"
    assert for_mail(sasha) == "en"


def test_an_invitation_speaks_the_language_of_who_has_the_address(
    closed_board: Board, partners: Group, staff: Member, sasha: Member
) -> None:
    change_site(by=staff, name="Ostrel", languages=["nl", "de"])
    Member.objects.filter(pk=sasha.pk).update(language="de")
    invite(partners, by=staff, email="Sasha@example.org")
    invite(partners, by=staff, email="nobody-yet@example.org")
    assert send_invitations_due() == 2
    assert [message.subject for message in mail.outbox] == [
        "Stella lädt dich in die Ostrel Community ein",
        "Stella nodigt je uit voor de Ostrel Community",
    ]


# Choosing -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-CH", "de"),
        ("DE-ch", "de"),
        ("fr-FR,fr;q=0.9,nl;q=0.4,de;q=0.3", "nl"),
        ("en;q=0.1,es-419;q=0.8", "es"),
        ("de;q=0,es", "es"),
        ("zh,ja", "en"),
        (";;;,,,q=", "en"),
    ],
)
def test_a_visitor_reads_what_the_browser_wishes(db: None, wish: str, language: str) -> None:
    assert language_of(Client(), **{"accept-language": wish}) == language


def test_a_choice_goes_before_the_browsers_wish(db: None) -> None:
    client = switch(Client(), **GERMAN)
    assert client.cookies["language"]["httponly"]
    assert client.cookies["language"]["samesite"] == "Lax"
    assert language_of(client, **GERMAN) == "es"


def test_a_members_preference_goes_before_everything(as_member: AsMember, noor: Member) -> None:
    client = as_member(noor)
    client.cookies["language"] = "es"
    assert language_of(client, **GERMAN) == "es"
    Member.objects.filter(pk=noor.pk).update(language="nl")
    assert language_of(client, **GERMAN) == "nl"
    assert language_of(client, "/preferences/", **GERMAN) == "nl"
    # The one who reads next on the same thread of the server is somebody else.
    assert translation.get_language() == "en"
    assert language_of(Client()) == "en"


def test_the_switch_changes_a_members_preference(as_member: AsMember, noor: Member) -> None:
    client = switch(as_member(noor))
    noor.refresh_from_db()
    assert noor.language == "es"
    assert language_of(client, **GERMAN) == "es"


def test_preferences_have_the_language(as_member: AsMember, noor: Member) -> None:
    client = as_member(noor)
    form: Any = PreferencesForm.of(noor)
    assert [code for code, _name in form.fields["language"].choices] == ["", "en", "nl", "de", "es"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    assert client.post("/preferences/", sent | {"language": "xx"}).status_code == 400
    assert client.post("/preferences/", sent | {"language": "de"}).status_code == 302
    noor.refresh_from_db()
    assert noor.language == "de"
    assert "Gespeichert." in client.get("/preferences/").content.decode()


@pytest.mark.parametrize("path", ["/nowhere/", "/t/1/nothing/", "/m/%00/", "/search/?q=%00"])
def test_errors_are_in_the_readers_language(db: None, path: str) -> None:
    assert language_of(Client(), path, **GERMAN) == "de"


def test_a_member_reads_missing_pages_in_their_language(as_member: AsMember, noor: Member) -> None:
    Member.objects.filter(pk=noor.pk).update(language="nl")
    assert language_of(as_member(noor), "/nowhere/", **GERMAN) == "nl"


@pytest.mark.parametrize(
    ("language", "date", "moment", "figure"),
    [
        ("en", "1 March 2026", "1 March 2026, 14:05", "12,480"),
        ("nl", "1 maart 2026", "1 maart 2026, 14:05", "12.480"),
        ("de", "1. März 2026", "1. März 2026, 14:05", "12.480"),
        ("es", "1 de marzo de 2026", "1 de marzo de 2026, 14:05", "12\xa0480"),
    ],
)
def test_numbers_and_dates_follow_the_language(
    language: str, date: str, moment: str, figure: str
) -> None:
    at = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
    with translation.override(language):
        assert f">{date}</time>" in when(at)
        assert f">{moment}</time>" in when(at, "full")
        assert number(12480) == figure


@pytest.mark.django_db
@given(st.text(max_size=200))
def test_any_wish_is_answered(wish: str) -> None:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = wish
    request.COOKIES["language"] = wish
    assert of_browser(request) in dict(settings.LANGUAGES)


# Marks --------------------------------------------------------------------------------------
def test_words_of_another_language_are_marked() -> None:
    with translation.override("de"):
        marks = [lang(code) for code in ("", "de", "de-AT", "en", "pt-BR", '"><b>', "en x")]
    assert marks == ["", "", "", ' lang="en"', ' lang="pt-BR"', "", ""]


# Mails --------------------------------------------------------------------------------------
def test_who_joins_keeps_the_language_they_joined_in(db: None) -> None:
    client = Client(headers=GERMAN)
    client.post("/accounts/signup/", {"email": "kim@example.org", "display_name": "Kim"})
    assert Member.objects.get(email="kim@example.org").language == "de"


def test_a_code_is_mailed_in_the_recipients_language(noor: Member) -> None:
    Member.objects.filter(pk=noor.pk).update(language="nl")
    Client(headers=GERMAN).post("/accounts/login/code/", {"email": noor.email})
    [message] = mail.outbox
    with translation.override("nl"):
        words = translation.gettext("Your six-digit code:")
    assert words in str(message.body)


def test_languages_have_names_of_their_own() -> None:
    assert dict(settings.LANGUAGES) == {
        "en": "English",
        "nl": "Nederlands",
        "de": "Deutsch",
        "es": "Español",
    }


@pytest.mark.parametrize(
    ("referrer", "there"),
    [
        ("http://testserver/threads/?show=solved", "/threads/?show=solved"),
        ("http://testserver//away.example/", "/"),
        ("https://away.example/threads/", "/"),
        ("http://testserver/language/", "/"),
        ("", "/"),
    ],
)
def test_language_leads_back_to_the_page(db: None, referrer: str, there: str) -> None:
    answer = Client().post("/language/", {"language": "de"}, headers=HERE | {"Referer": referrer})
    assert answer["Location"] == there
