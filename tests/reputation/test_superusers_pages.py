"""The pages of the superuser programme: what everybody sees, what the invited member answers, and where
the company looks after it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member, Notification
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from reputation.actions.terms import end_term, withdraw_capability
from reputation.models import Nomination, Perk, Review, Term, Tier
from tests.conftest import make_member
from tests.reputation.honouring import fresh, honoured, invited, make_tier, nominated, reviewers

AsMember = Callable[[Member], Client]
DESK = "/moderate/superusers/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tier(db: None) -> None:
    make_tier()


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def now_honoured(member: Member) -> Term:
    return honoured(member, at=timezone.now())


# To whom it is open ------------------------------------------------------------------------------
def test_to_others_than_the_company_there_is_no_desk(as_member: AsMember, noor: Member) -> None:
    nomination = nominated(noor)
    now_honoured(make_member("rune"))
    rune = Member.objects.get(username="rune")
    for path in (DESK, f"{DESK}nominate/", f"{DESK}{nomination.pk}/"):
        for client in (Client(), as_member(noor), as_member(rune)):
            assert (client.get(path).status_code, client.post(path).status_code) in (
                (404, 404),
                (404, 405),
            )
        assert as_member(reviewers()[0]).get(path).status_code == 200
    assert as_member(reviewers()[0]).get(f"{DESK}{2**64}/").status_code == 404


def test_a_members_term_is_for_them_and_the_company(as_member: AsMember, noor: Member) -> None:
    rune = make_member("rune")
    now_honoured(rune)
    for client in (Client(), as_member(noor)):
        assert client.get("/m/rune/superuser/").status_code == 404
    for member in (rune, reviewers()[0]):
        assert as_member(member).get("/m/rune/superuser/").status_code == 200
        assert as_member(member).get("/m/noor/superuser/").status_code == 404


def test_without_an_invitation_there_is_nothing_to_answer(
    as_member: AsMember, noor: Member
) -> None:
    nominated(noor)
    assert as_member(noor).get("/superusers/invitation/").status_code == 404
    assert Client().get("/superusers/invitation/").status_code == 302
    assert "in review" not in words(as_member(noor), "/superusers/").lower()


# The whole way -----------------------------------------------------------------------------------
def test_from_nomination_to_term_by_pages(as_member: AsMember, noor: Member) -> None:
    hanna, kenji, wanjiru = reviewers()
    sent = {"member": "@Noor", "tier": "superuser", "reason": "Quill reason"}
    by = as_member(hanna)
    for wrong in ({"member": "nobody"}, {"tier": "emperor"}, {"reason": ""}, {"member": "hanna"}):
        assert by.post(f"{DESK}nominate/", {**sent, **wrong}).status_code == 400
    assert by.post(f"{DESK}nominate/", sent)["Location"] == DESK
    assert by.post(f"{DESK}nominate/", sent).status_code == 400
    nomination = Nomination.objects.get()
    path = f"{DESK}{nomination.pk}/"
    assert "Two others have to review it" in words(by, path)
    assert by.post(path, {"verdict": "yes", "reason": "Me"}).status_code == 400
    assert as_member(kenji).post(path, {"reason": "Me"}).status_code == 400
    for reviewer in (kenji, wanjiru):
        assert 'name="verdict"' in words(as_member(reviewer), path)
        answer = as_member(reviewer).post(path, {"verdict": "yes", "reason": "I saw it"})
        assert answer["Location"] == DESK
    client = as_member(noor)
    assert "/superusers/invitation/" in words(client, "/m/noor/")
    page = words(client, "/superusers/invitation/")
    assert ("Quill reason" in page, "Be kind first" in page) == (False, True)
    assert client.post("/superusers/invitation/", {"guidelines": "1"}).status_code == 400
    refused = client.post("/superusers/invitation/", {"guidelines": "7", "agree": "on"})
    assert "changed meanwhile" in refused.content.decode()
    answer = client.post("/superusers/invitation/", {"guidelines": "1", "agree": "on"})
    assert answer["Location"] == "/m/noor/"
    assert "Superuser until" in words(Client(), "/m/noor/")
    assert "Noor Haddad" in words(Client(), "/superusers/")


def test_turning_down_by_the_page(as_member: AsMember, noor: Member) -> None:
    invited(noor, at=timezone.now())
    client = as_member(noor)
    assert client.post("/superusers/invitation/", {"turn_down": "1"}).status_code == 302
    assert (Nomination.objects.get().stage, Term.objects.count()) == ("turned_down", 0)


def test_an_invitation_that_lapsed_says_so(as_member: AsMember, noor: Member) -> None:
    invited(noor, at=timezone.now() - timedelta(days=31))
    sent = {"guidelines": "1", "agree": "on"}
    answer = as_member(noor).post("/superusers/invitation/", sent)
    assert (answer.status_code, "has lapsed" in answer.content.decode()) == (400, True)


# Looking after a term ----------------------------------------------------------------------------
def test_the_company_looks_after_a_term(as_member: AsMember, noor: Member) -> None:
    term, path = now_honoured(noor), "/m/noor/superuser/"
    client = as_member(reviewers()[0])
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    for wrong, why in (
        ({"act": "withdraw", "capability": "fly", "reason": "x"}, "valid choice"),
        ({"act": "withdraw", "capability": "move"}, "people deserve to know"),
        ({"act": "move_end", "ends": "2020-01-01", "reason": "x"}, "before it begins"),
        ({"act": "move_end", "ends": "soon", "reason": "x"}, "Enter a valid date"),
        ({"act": "perk", "what": ""}, "required"),
        ({"act": "end"}, "people deserve to know"),
        ({"act": "step_down"}, ""),
        ({"act": "fly"}, ""),
    ):
        answer = client.post(path, wrong)
        assert (answer.status_code, why in answer.content.decode()) == (400, True), wrong
    for sent in (
        {"act": "withdraw", "capability": "move", "reason": "Quill reason"},
        {"act": "move_end", "ends": tomorrow, "reason": "Shorter"},
        {"act": "perk", "what": "A quill", "note": "White"},
    ):
        assert client.post(path, sent)["Location"] == path
    term.refresh_from_db()
    assert term.ends.date().isoformat() == tomorrow
    own = words(as_member(noor), path)
    shown = ("Quill reason", "A quill", "Step down now", "End the term", "What was done")
    assert [one in own for one in shown] == [True, True, True, False, False]
    assert client.post(path, {"act": "end", "reason": "Enough"})["Location"] == path
    assert client.post(path, {"act": "end", "reason": "Enough"}).status_code == 400
    assert client.post(path, {"act": "perk", "what": "A cake"})["Location"] == path
    assert (Term.objects.get().end, Perk.objects.count()) == ("withdrawn", 2)


def test_the_member_does_nothing_but_step_down(as_member: AsMember, noor: Member) -> None:
    now_honoured(noor)
    client, path = as_member(noor), "/m/noor/superuser/"
    for sent in (
        {"act": "perk", "what": "A house"},
        {"act": "give_back", "capability": "move"},
        {"act": "move_end", "ends": "2099-01-01", "reason": "x"},
    ):
        assert client.post(path, sent).status_code == 400
    assert Perk.objects.count() == 0
    assert client.post(path, {"act": "step_down"})["Location"] == path
    assert (Term.objects.get().end, fresh(noor).honoured) == ("stepped_down", False)
    page = words(Client(), "/superusers/")
    assert ("Alumni" in page, "was a Superuser until" in words(Client(), "/m/noor/")) == (
        True,
        True,
    )


def test_whom_the_company_ended_is_no_alumnus(as_member: AsMember, noor: Member) -> None:
    term = now_honoured(noor)
    end_term(term, by=reviewers()[0], reason="Quill reason")
    assert "Noor" not in words(Client(), "/superusers/")
    assert "Superuser" not in words(Client(), "/m/noor/")


# What everybody is told --------------------------------------------------------------------------
def test_news_is_in_the_readers_language(as_member: AsMember, noor: Member) -> None:
    term = now_honoured(noor)
    withdraw_capability(term, capability="move", by=reviewers()[0], reason="Quill reason")
    Member.objects.filter(pk=noor.pk).update(language="nl")
    page = words(as_member(fresh(noor)), "/inbox/")
    assert ("Quill reason" in page, "was taken away" in page) == (True, False)


def test_a_member_hears_nothing_before_they_are_invited(as_member: AsMember, noor: Member) -> None:
    nomination = nominated(noor)
    assert not Notification.objects.filter(member=noor).exists()
    page = words(as_member(noor), "/m/noor/")
    assert "programme" not in page
    assert Review.objects.filter(nomination=nomination).count() == 0


def test_visitors_see_the_same_page(as_member: AsMember, noor: Member) -> None:
    now_honoured(noor)
    answer = Client().get("/superusers/")
    assert ("csrf" in answer.content.decode(), answer.cookies) == (False, {})


# How much it costs -------------------------------------------------------------------------------
def crowd(first: int, last: int, *, solve: Callable[[Member], Any]) -> None:
    """So many candidates, nominations, terms and former ones."""
    for n in range(first, last):
        at = timezone.now()
        solve(make_member(f"candidate{n}"))
        nominated(make_member(f"nominee{n}"), at=at)
        now_honoured(make_member(f"holder{n}"))
        over = now_honoured(make_member(f"former{n}"))
        Term.objects.filter(pk=over.pk).update(ended_at=at, end="run_out")


@pytest.fixture
def solve(ask: Callable[..., Any], noor: Member) -> Callable[[Member], Any]:
    def one(member: Member) -> Any:
        return accept_solution(post_reply(ask(), by=member, source="So."), by=noor)

    return one


@pytest.mark.long
def test_as_many_queries_for_one_as_for_fifty(
    as_member: AsMember,
    solve: Callable[[Member], Any],
    django_assert_num_queries: Any,
) -> None:
    Tier.objects.exclude(key="superuser").delete()
    client, before = as_member(reviewers()[0]), 0
    client.get(DESK)
    for count in (1, 3, 50):
        crowd(before, count, solve=solve)
        before = count
        with django_assert_num_queries(15):
            page = client.get(DESK).content.decode()
        assert page.count('class="case__title"') == count
        assert page.count("?member=candidate") == min(count, 20)
        with django_assert_num_queries(5):
            Client().get("/superusers/")
