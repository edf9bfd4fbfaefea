"""Staff set tiers and guidelines in the administration; who becomes an employee there, or is shut out,
is no Superuser from that moment."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member
from reputation.models import Guidelines, Term, Tier
from reputation.queries.programme import guidelines_now
from tests.conftest import make_member
from tests.reputation.honouring import fresh, honoured, reviewers

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db
TIERS, TEXTS = "/admin/reputation/tier/", "/admin/reputation/guidelines/"
FIGURES = {
    "key": "gold",
    "name": "Gold",
    "least_points": "500",
    "least_solutions": "20",
    "least_askers": "10",
    "most_flags": "0",
    "window_days": "90",
    "term_days": "180",
    "position": "1",
}


@pytest.fixture
def staff(as_member: AsMember) -> Client:
    return as_member(make_member("ida", role="staff"))


def test_tiers_and_guidelines_are_the_staffs(as_member: AsMember, noor: Member) -> None:
    for client in (Client(), as_member(noor), as_member(reviewers()[0])):
        for path in (f"{TIERS}add/", f"{TEXTS}add/"):
            assert client.get(path).status_code in (302, 403, 404)
            assert client.post(path, FIGURES).status_code in (302, 403, 404)
    assert (Tier.objects.filter(key="gold").count(), Guidelines.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    ({"term_days": "0"}, {"term_days": "9999"}, {"least_points": "many"}, {"window_days": "7"}),
)
def test_figures_that_make_no_tier(staff: Client, wrong: dict[str, str]) -> None:
    assert staff.post(f"{TIERS}add/", {**FIGURES, **wrong}).status_code == 200
    assert not Tier.objects.filter(key="gold").exists()


def test_a_tier_is_made_and_changed_and_not_deleted(staff: Client) -> None:
    assert staff.post(f"{TIERS}add/", FIGURES).status_code == 302
    made = Tier.objects.get(key="gold")
    path = f"{TIERS}{made.pk}/"
    assert staff.post(f"{path}change/", {**FIGURES, "least_askers": "12"}).status_code == 302
    made.refresh_from_db()
    assert (made.least_askers, made.window_days, made.term_days) == (12, 90, 180)
    assert staff.post(f"{path}delete/", {"post": "yes"}).status_code == 403


def test_guidelines_begin_with_what_holds_and_are_never_changed(staff: Client) -> None:
    assert "Be kind first" in staff.get(f"{TEXTS}add/").content.decode()
    assert staff.post(f"{TEXTS}add/", {"text": " "}).status_code == 200
    assert staff.post(f"{TEXTS}add/", {"text": "Be kind."}).status_code == 302
    row = Guidelines.objects.get()
    assert (row.number, row.by.username, guidelines_now().text) == (2, "ida", "Be kind.")
    assert AuditEntry.objects.filter(verb="guidelines").count() == 1
    staff.post(f"{TEXTS}{row.pk}/change/", {"text": "Be rude."})
    row.refresh_from_db()
    assert row.text == "Be kind."


def form_of(member: Member, **changes: Any) -> dict[str, Any]:
    sent = {
        "display_name": member.display_name,
        "role": member.role,
        "sign": "",
        "about": "",
        "is_active": "on",
        "groups": list(member.groups.values_list("pk", flat=True)),
    }
    return {name: value for name, value in {**sent, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("change", "end"),
    (({}, ""), ({"role": "ambassador"}, "employed"), ({"is_active": None}, "closed")),
)
def test_what_the_administration_makes_of_a_member_ends_their_term(
    as_member: AsMember, sasha: Member, change: dict[str, Any], end: str
) -> None:
    honoured(sasha)
    Term.objects.update(ends="2099-01-01T00:00:00Z")
    root = as_member(make_member("root", role="staff", is_superuser=True))
    path = f"/admin/accounts/member/{sasha.pk}/change/"
    assert root.post(path, form_of(fresh(sasha), **change)).status_code == 302
    assert (Term.objects.get().end, fresh(sasha).honoured) == (end, end == "")


def test_the_honour_is_not_given_by_hand(as_member: AsMember, sasha: Member) -> None:
    root = as_member(make_member("root", role="staff", is_superuser=True))
    path = f"/admin/accounts/member/{sasha.pk}/change/"
    assert root.post(path, form_of(sasha, honoured="on")).status_code == 302
    assert not fresh(sasha).honoured
