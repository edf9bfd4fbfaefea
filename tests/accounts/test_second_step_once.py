"""The digits of an app open once: not twice at once, not later while they would still be taken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from accounts.actions.members import trust_email
from accounts.models import Member
from config.totp import DEMO_SECRET, code

# The first moment of a period, which begins every 30 seconds.
BEGIN = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse 1"


@pytest.fixture(autouse=True)
def _cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def member(noor: Member) -> Member:
    trust_email(noor)
    TOTP.activate(noor, DEMO_SECRET)
    return noor


def digits_at(seconds: int) -> str:
    return code(DEMO_SECRET, at=(BEGIN + timedelta(seconds=seconds)).timestamp())


def opens(member: Member, digits: str) -> bool:
    """Whether somebody with the password and these digits gets in."""
    client = Client()
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": digits})
    return client.get("/inbox/").status_code == 200


def confirms(client: Client, digits: str) -> bool:
    """Whether they confirm again who somebody is that is signed in."""
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": digits})
    return answer.status_code == 302


@pytest.mark.parametrize("used_at", [0, 29, 45])
def test_used_digits_do_not_open_later(member: Member, used_at: int) -> None:
    """A code is taken from 30 seconds before its period until 30 after it: 90 seconds."""
    digits = digits_at(30)
    with time_machine.travel(BEGIN, tick=False) as clock:
        clock.move_to(BEGIN + timedelta(seconds=used_at))
        assert opens(member, digits)
        later = ((used_at + 1, digits), (used_at + 31, f"{digits[:3]} {digits[3:]}"), (89, digits))
        for seconds, written in later:
            clock.move_to(BEGIN + timedelta(seconds=seconds))
            assert not opens(member, written)
        clock.move_to(BEGIN + timedelta(seconds=used_at + 95))
        assert opens(member, digits_at(used_at + 95))


def _signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_used_digits_are_told_like_wrong_ones(member: Member) -> None:
    """Neither the page nor the count of tries says that they were right once."""
    with time_machine.travel(BEGIN, tick=False) as clock:
        digits = digits_at(0)
        assert opens(member, digits)
        clock.shift(31)
        client = Client()
        client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
        pages = [
            client.post("/accounts/2fa/authenticate/", {"code": tried}).content.decode()
            for tried in (digits, "000000")
        ]
        said = [page.partition('<div class="field">')[2].partition("</div>")[0] for page in pages]
        assert said[0].replace(digits, "") == said[1].replace("000000", "") != ""
        assert "Incorrect code" in pages[0]
        for _ in range(5):
            page = client.post("/accounts/2fa/authenticate/", {"code": digits}).content.decode()
        assert "too many tries" in page


def test_digits_that_confirmed_do_not_open(member: Member) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        digits = digits_at(0)
        assert confirms(_signed_in(member), digits)
        clock.shift(31)
        assert not opens(member, digits)


def test_digits_of_one_are_not_used_by_another(member: Member, sasha: Member) -> None:
    trust_email(sasha)
    TOTP.activate(sasha, DEMO_SECRET)
    with time_machine.travel(BEGIN, tick=False):
        assert opens(member, digits_at(0)) and opens(sasha, digits_at(0))
        assert opens(member, digits_at(30)) and opens(member, digits_at(-30))


def test_recovery_codes_still_open_once(member: Member) -> None:
    codes = RecoveryCodes.activate(member)
    one, other = codes.get_unused_codes()[:2]
    assert opens(member, one) and not opens(member, one) and opens(member, other)
    assert Authenticator.objects.filter(user=member).count() == 2
