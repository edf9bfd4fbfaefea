"""The second step: at every door for who speaks for the company, by choice for everybody else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client

from accounts.actions.members import trust_email
from accounts.models import Member
from config.settings import base
from config.totp import DEMO_SECRET, code
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
DOORS = ["/", "/admin/", "/cms/", "/settings/", "/inbox/", "/preferences/", "/ask/", "/b/x/"]
PASSWORD = "correct horse 1"


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.SECOND_STEP_ROLES = base.SECOND_STEP_ROLES


def sign_in(member: Member) -> Client:
    """As people do, by password."""
    trust_email(member)
    client = Client()
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    return client


def test_production_asks_those_who_speak_for_the_company() -> None:
    """Nothing in the environment, and no other settings file but that of the tests, changes it."""
    assert base.SECOND_STEP_ROLES == ("ambassador", "staff")
    folder = Path(django_settings.BASE_DIR) / "config/settings"
    files = {path.name for path in folder.glob("*.py") if "SECOND_STEP" in path.read_text()}
    assert files == {"base.py", "test.py"}
    step = "accounts.middleware.second_step"
    assert base.MIDDLEWARE.index(step) > base.MIDDLEWARE.index(
        "accounts.middleware.member_preferences"
    )


@pytest.mark.parametrize(
    "more", [{"role": "ambassador"}, {"role": "staff"}, {"is_superuser": True}]
)
@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks(as_member: AsMember, more: dict[str, Any], door: str, db: None) -> None:
    client = as_member(make_member("ines", **more))
    for ask in (client.get, client.post):
        answer = ask(door)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/enrol/")


def test_signing_in_leads_to_the_choice(maren: Member) -> None:
    client = sign_in(maren)
    assert client.get("/")["Location"] == "/accounts/enrol/"
    page = client.get("/accounts/enrol/").content.decode()
    assert "/accounts/2fa/webauthn/add/" in page and "/accounts/2fa/totp/activate/" in page


def test_a_session_from_before_is_asked_too(maren: Member, as_member: AsMember) -> None:
    client = as_member(maren)
    TOTP.activate(maren, DEMO_SECRET)
    assert client.get("/inbox/")["Location"] == "/accounts/2fa/reauthenticate/?next=%2Finbox%2F"
    assert client.get("/accounts/enrol/")["Location"].startswith("/accounts/2fa/reauthenticate/")


@pytest.mark.parametrize("digits", ["000000", "", "12345", "abcdef", "1" * 50])
def test_wrong_digits_do_not_open(maren: Member, digits: str) -> None:
    TOTP.activate(maren, DEMO_SECRET)
    client = sign_in(maren)
    assert client.post("/accounts/2fa/authenticate/", {"code": digits}).status_code == 200
    assert client.get("/inbox/")["Location"].startswith("/accounts/login/")


def test_digits_open_once(maren: Member) -> None:
    TOTP.activate(maren, DEMO_SECRET)
    first, second = sign_in(maren), sign_in(maren)
    digits = {"code": code(DEMO_SECRET)}
    assert first.post("/accounts/2fa/authenticate/", digits).status_code == 302
    assert first.get("/inbox/").status_code == 200
    assert second.post("/accounts/2fa/authenticate/", digits).status_code == 200
    assert second.get("/inbox/")["Location"].startswith("/accounts/login/")


def test_a_mailed_code_is_not_enough(maren: Member) -> None:
    TOTP.activate(maren, DEMO_SECRET)
    trust_email(maren)
    client = Client()
    client.post("/accounts/login/code/", {"email": maren.email})
    mailed = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert mailed is not None
    answer = client.post("/accounts/login/code/confirm/", {"code": mailed[1]})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/inbox/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_setting_an_app_up_is_the_second_step(maren: Member) -> None:
    client = sign_in(maren)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauth")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "<svg" in page and "data:image" not in page
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret[1])})
    assert answer.status_code == 302
    assert client.get("/inbox/").status_code == 200
    assert client.get("/settings/").status_code == 404  # an ambassador is no staff
    assert mail.outbox[-1].subject == "An authenticator app was added"
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_members_choose_for_themselves(noor: Member) -> None:
    client = sign_in(noor)
    assert client.get("/inbox/").status_code == 200
    TOTP.activate(noor, DEMO_SECRET)
    again = sign_in(noor)
    assert again.get("/inbox/")["Location"].startswith("/accounts/login/")


def test_visitors_are_not_asked(client: Client, db: None) -> None:
    assert client.get("/").status_code == 200


def test_code_is_what_the_product_checks() -> None:
    assert validate_totp_code(DEMO_SECRET, code(DEMO_SECRET))


def test_code_of_the_published_example() -> None:
    """RFC 6238, appendix B: the secret 12345678901234567890 at 59 seconds gives 94287082."""
    assert code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=59) == "287082"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
    ],
)
def test_pages_of_the_second_step_have_our_look(maren: Member, path: str) -> None:
    client = sign_in(maren)
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count("<h1") == 1 and 'class="masthead"' in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)


def test_a_password_alone_exchanges_no_device(maren: Member, as_member: AsMember) -> None:
    """A session from before the device: it may take the step, and nothing else."""
    trust_email(maren)
    client = as_member(maren)
    TOTP.activate(maren, DEMO_SECRET)
    for path in (
        "/accounts/reauthenticate/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/enrol/",
    ):
        for ask in (client.get, client.post):
            where = ask(path, {"password": PASSWORD})["Location"]
            assert where.startswith("/accounts/2fa/reauthenticate/"), path
    assert Authenticator.objects.filter(user=maren, type="totp").count() == 1
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": code(DEMO_SECRET)})
    assert answer.status_code == 302
    assert client.get("/inbox/").status_code == 200


def test_the_last_device_of_the_company_stays(maren: Member, noor: Member) -> None:
    adapter = get_adapter()
    for member, may in ((maren, False), (noor, True)):
        TOTP.activate(member, DEMO_SECRET)
        only = Authenticator.objects.get(user=member)
        assert adapter.can_delete_authenticator(only) is may
        Authenticator.objects.create(user=member, type="recovery_codes", data={})
        assert adapter.can_delete_authenticator(only) is may
        Authenticator.objects.create(user=member, type="webauthn", data={})
        assert adapter.can_delete_authenticator(only) is True
