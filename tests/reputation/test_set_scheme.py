"""Setting a scheme: by staff, checked, with its history."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.schemes import set_scheme
from reputation.forms import SchemeForm
from reputation.models import SchemeVersion
from reputation.queries.schemes import scheme_now
from tests.conftest import make_member


@pytest.fixture
def staff(db: None) -> Member:
    return make_member("saoirse", role="staff")


def sent(**changes: Any) -> dict[str, Any]:
    """The form as it begins, with changes."""
    form = SchemeForm()
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {name: value for name, value in values.items() if value is not None}
    return {**given, "note": "We grow", **changes}


def test_only_staff_set_a_scheme(maren: Member, sasha: Member) -> None:
    for by in (maren, sasha):
        with pytest.raises(Refusal, match="Only staff"):
            set_scheme(preset="small", data={}, by=by)
    assert SchemeVersion.objects.count() == 0


def test_an_unknown_preset_is_refused(staff: Member) -> None:
    with pytest.raises(Refusal, match="one of the presets"):
        set_scheme(preset="huge", data={}, by=staff)


def test_the_newest_holds_and_the_others_are_the_history(staff: Member) -> None:
    set_scheme(preset="small", data={"points": {"solution": 20}}, by=staff, note="More for help")
    set_scheme(preset="medium", data={"points": {"solution": 25}}, by=staff)
    now = scheme_now()
    assert (now.number, now.preset, now.points["solution"]) == (2, "medium", 25)
    kept = SchemeVersion.objects.values_list("number", "preset", "note", "by__username")
    assert list(kept) == [(2, "medium", "", "saoirse"), (1, "small", "More for help", "saoirse")]


def test_the_form_begins_with_what_holds(staff: Member) -> None:
    set_scheme(preset="large", data={"caps": {"day": 300}}, by=staff)
    form = SchemeForm(sent())
    assert form.is_valid(), form.errors
    figures = form.cleaned_data["figures"]
    assert (figures["caps"]["day"], figures["points"]["solution"]) == (300, 15)


def test_the_form_can_start_over_from_a_preset(db: None) -> None:
    form = SchemeForm(sent(preset="large", start_over="on", privileges_comment=7))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["figures"]["privileges"]["comment"] == 50


@pytest.mark.parametrize(
    "wrong",
    (
        {"points_solution": "many"},
        {"points_solution": ""},
        {"points_solution": 10_001},
        {"points_solution": -15},
        {"points_unhelpful": 2},
        {"caps_day": -1},
        {"privileges_comment": 0},
        {"preset": "huge"},
        {"note": ""},
        {"note": "x" * 301},
    ),
)
def test_the_form_refuses(db: None, wrong: dict[str, Any]) -> None:
    assert not SchemeForm(sent(**wrong)).is_valid()


def test_the_administration_adds_and_never_changes(client: Client, staff: Member) -> None:
    client.force_login(staff)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1}]
    session.save()
    at = "/admin/reputation/schemeversion/"
    assert client.get(f"{at}add/").status_code == 200
    assert client.post(f"{at}add/", sent(points_solution=-1)).status_code == 200
    assert SchemeVersion.objects.count() == 0
    assert client.post(f"{at}add/", sent(points_solution=20)).status_code == 302
    made = SchemeVersion.objects.get()
    assert (made.number, made.by, made.data["points"]["solution"]) == (1, staff, 20)
    assert client.get(at).status_code == 200
    page = client.get(f"{at}{made.pk}/change/")
    assert page.status_code == 200
    assert client.post(f"{at}{made.pk}/change/", sent(points_solution=3)).status_code == 403
    assert client.post(f"{at}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert scheme_now().points["solution"] == 20
