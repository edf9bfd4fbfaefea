"""The doors: joining, signing in by code or password, resetting; what strangers learn from them."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.actions import trust_email
from accounts.models import Member
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 1"
JOINING = {"email": "new@example.org", "display_name": "Noor Haddad", "password1": ""}


def code_in(message: Any) -> str:
    return str(re.findall(r"(?m)^(\d{6})$", message.body)[0])


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


def signed_in(client: Client) -> int | None:
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


@pytest.fixture
def proven(noor: Member) -> Member:
    trust_email(noor)
    return noor


def test_login_needs_a_proven_address(noor: Member) -> None:
    EmailAddress.objects.update(verified=False)
    client = Client()
    answer = client.post("/accounts/login/", {"login": noor.email, "password": PASSWORD})
    assert (answer["Location"], signed_in(client)) == ("/accounts/confirm-email/", None)
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    "there",
    [
        "//evil.tld",
        "https://evil.tld/",
        "https:evil.tld",
        "/\\evil.tld",
        "\\\\evil.tld",
        "http:///evil.tld",
        "///evil.tld",
        "javascript:alert(1)",
        "\thttps://evil.tld",
        "https://testserver@evil.tld/",
        "https://localhost/elsewhere",
        "/\t/evil.tld",
    ],
)
def test_login_next_never_leaves_the_site(proven: Member, there: str) -> None:
    client = Client()
    answer = client.post(
        "/accounts/login/", {"login": proven.email, "password": PASSWORD, "next": there}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/accounts/login/", {"next": there})["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": there})["Location"] == "/"


def test_login_next_on_the_site(proven: Member) -> None:
    words = {"login": proven.email, "password": PASSWORD, "next": "/boards/?x=1"}
    assert Client().post("/accounts/login/", words)["Location"] == "/boards/?x=1"


def test_login_renews_the_session(proven: Member) -> None:
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"login": proven.email, "password": PASSWORD})
    assert signed_in(client) == proven.pk and client.session.session_key != before


def test_login_is_limited_by_account(proven: Member) -> None:
    for number in range(6):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        client.post("/accounts/login/", {"login": proven.email, "password": "wrong"})
    client.post("/accounts/login/", {"login": proven.email, "password": PASSWORD})
    assert signed_in(client) is None


def test_login_wrong_password_reads_the_same_for_all(proven: Member) -> None:
    make_member("closed", is_active=False)
    pages = set()
    for email in (proven.email, "nobody@example.org", "closed@example.org"):
        page = Client().post("/accounts/login/", {"login": email, "password": "wrong"})
        words = page.content.decode().replace(str(email), "")
        pages.add((page.status_code, re.sub(r'csrf\w+" value="[^"]+"', "", words)))
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("address", "field", "then"),
    [
        ("/accounts/login/code/", "email", "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", "email", "/accounts/password/reset/confirm/"),
        ("/accounts/signup/", "email", "/accounts/confirm-email/"),
    ],
)
def test_known_and_unknown_addresses_get_the_same_pages(
    proven: Member, address: str, field: str, then: str
) -> None:
    pages = []
    for email in (proven.email, "nixx@example.org"):
        client = Client()
        answer = client.post(address, {**JOINING, field: email})
        after = client.get(answer["Location"]).content.decode()
        pages.append(
            (answer.status_code, answer["Location"], re.sub(r'csrf\w+" value="[^"]+"', "", after))
        )
    assert pages[0] == pages[1] == (302, then, pages[0][2])
    assert [message.to for message in mail.outbox] == [[proven.email], ["nixx@example.org"]]


def test_every_code_has_six_digits(proven: Member) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": proven.email})
    Client().post("/accounts/signup/", JOINING)
    Client().post("/accounts/password/reset/", {"email": proven.email})
    assert len({code_in(message) for message in mail.outbox}) <= 3 == len(mail.outbox)


@pytest.mark.parametrize("typed", ["{0}-{1}", " {0} {1} ", "{0}{1}"])
def test_a_code_may_be_pasted_with_spaces(proven: Member, typed: str) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": proven.email})
    code = code_in(mail.outbox[0])
    client.post("/accounts/login/code/confirm/", {"code": typed.format(code[:3], code[3:])})
    assert signed_in(client) == proven.pk


@pytest.mark.parametrize("typed", ["", "x" * 400, "٤١٩٤١٩", "0; drop", "\x00"])
def test_codes_of_any_shape_are_refused(proven: Member, typed: str) -> None:
    client = Client()
    client.post("/accounts/login/code/", {"email": proven.email})
    assert client.post("/accounts/login/code/confirm/", {"code": typed}).status_code == 200
    assert signed_in(client) is None


def test_code_mails_are_limited_by_address(proven: Member) -> None:
    for number in range(8):
        client = Client(REMOTE_ADDR=f"10.0.1.{number}")
        client.post("/accounts/login/code/", {"email": proven.email})
    assert len(mail.outbox) == 3


def test_signup_and_first_sign_in() -> None:
    client = Client()
    client.post("/accounts/signup/", JOINING)
    member = Member.objects.get()
    assert (member.display_name, member.username) == ("Noor Haddad", "noor-haddad")
    assert not member.has_usable_password()
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert signed_in(client) == member.pk


def test_signup_refuses_bad_names_and_weak_passwords() -> None:
    for change in ({"display_name": "\u200b"}, {"password1": "short"}, {"email": "x"}):
        assert Client().post("/accounts/signup/", {**JOINING, **change}).status_code == 200
    more = {"role": "staff", "is_superuser": "1", "honoured": "1", "username": "admin"}
    Client().post("/accounts/signup/", {**JOINING, **more})
    member = Member.objects.get()
    assert (member.role, member.is_superuser, member.honoured, member.username) == (
        "member",
        False,
        False,
        "noor-haddad",
    )


def test_a_password_chosen_before_the_proof_by_another_is_forgotten() -> None:
    """Sasha joins with Noor's address and waits; Noor proves it later, in her own browser."""
    sasha = Client()
    sasha.post("/accounts/signup/", {**JOINING, "password1": "a password of sasha 1"})
    noor = Client()
    noor.post("/accounts/login/code/", {"email": JOINING["email"]})
    noor.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert signed_in(noor) == Member.objects.get().pk
    assert noor.get("/preferences/").status_code == 200
    words = {"login": JOINING["email"], "password": "a password of sasha 1"}
    again = Client()
    again.post("/accounts/login/", words)
    assert (signed_in(again), Member.objects.get().has_usable_password()) == (None, False)


def test_ones_own_password_stays() -> None:
    client = Client()
    client.post("/accounts/signup/", {**JOINING, "password1": "a password of noor 1"})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert signed_in(client) == Member.objects.get().pk
    words = {"login": JOINING["email"], "password": "a password of noor 1"}
    again = Client()
    again.post("/accounts/login/", words)
    assert signed_in(again) == Member.objects.get().pk


def test_password_reset_by_code_ends_other_sessions(proven: Member) -> None:
    old, client = Client(), Client()
    old.force_login(proven)
    client.post("/accounts/password/reset/", {"email": proven.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    new = "a wholly new password 1"
    client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
    proven.refresh_from_db()
    assert proven.check_password(new)
    assert old.get("/preferences/").status_code == 302


def test_changing_the_address_asks_for_the_password_and_tells_the_old_one(proven: Member) -> None:
    client = Client()
    client.force_login(proven)
    answer = client.post("/accounts/email/", {"action_add": "1", "email": "n2@example.org"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    client.post(answer["Location"], {"password": PASSWORD})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    proven.refresh_from_db()
    assert proven.email == "n2@example.org"
    assert [message.to for message in mail.outbox] == [["n2@example.org"], ["noor@example.org"]]


def test_deactivated_members_are_out_at_once(proven: Member) -> None:
    client = Client()
    client.force_login(proven)
    assert client.get("/preferences/").status_code == 200
    Member.objects.update(is_active=False)
    assert client.get("/preferences/").status_code == 302


def test_links_in_mails_use_the_configured_origin(settings: Any) -> None:
    settings.SITE_URL = "https://community.example.org"
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    Client(HTTP_HOST="other.example").post("/accounts/login/code/", {"email": "nobody@example.org"})
    bodies = mail.outbox[0].body + html_of(mail.outbox[0])
    assert "https://community.example.org/accounts/signup/" in bodies
    assert "other.example" not in bodies and "testserver" not in bodies


def test_doors_say_429_like_a_page(db: None) -> None:
    client = Client()
    answers = [client.post("/accounts/signup/", {}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert "That was very fast" in client.post("/accounts/signup/", {}).content.decode()


@pytest.mark.parametrize("name", ["noor", "maren"])
def test_admin_is_behind_the_one_door(name: str, maren: Member, noor: Member) -> None:
    assert Client().get("/admin/")["Location"].startswith("/admin/login/")
    there = Client().get("/admin/login/?next=/admin/")
    assert there["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    client = Client()
    client.force_login(Member.objects.get(username=name))
    assert client.get("/admin/login/").status_code == 403


def test_admin_changes_no_addresses_and_no_one_above(db: None) -> None:
    root = Member.objects.create_superuser("root-1", "root@example.org", PASSWORD)
    noor = make_member("noor")
    client = Client()
    client.force_login(root)
    page = f"/admin/accounts/member/{noor.pk}/change/"
    assert client.get(page).status_code == 200
    words = {"display_name": "N", "role": "ambassador", "email": "x@evil.tld", "is_active": "on"}
    assert client.post(page, words).status_code == 302
    noor.refresh_from_db()
    assert (noor.role, noor.email) == ("ambassador", "noor@example.org")
    assert client.post(f"/admin/accounts/member/{noor.pk}/delete/").status_code == 403
