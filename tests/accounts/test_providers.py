from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts import providers
from accounts.models import Member


def broken(*_args: object) -> Any:
    raise RuntimeError("down")


def test_providers_that_fail_are_left_out(noor: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_after_sign_in", [broken, lambda *_a: None])
    monkeypatch.setattr(providers, "_waiting_for", [broken])
    section = providers.ProfileSection("x", "X", "x", "none", "x.html", broken, broken)
    monkeypatch.setattr(providers, "_profile_sections", [section])
    assert providers.after_sign_in(RequestFactory().get("/"), noor) is None
    assert providers.waiting_for("noor@example.org") == []
    assert providers.profile_tabs(noor, noor) == []
    assert Client().get("/m/noor/").status_code == 200


def test_still_visible_unknown_kinds_answer_no(noor: Member) -> None:
    assert providers.still_visible(noor, {("unheard-of", 1)}) == set()
