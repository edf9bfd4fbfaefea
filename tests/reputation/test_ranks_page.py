"""The page of ranks and points, the member of the week, and what stands beside a name."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from forum.actions.solutions import accept_solution
from forum.models import Reply, Thread
from reputation.actions.fold import fold
from reputation.actions.listing import set_listed
from reputation.actions.week import choose_member_of_the_week
from reputation.models import MemberOfTheWeek
from tests.conftest import make_member
from tests.reputation.holding import hold

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]


def test_the_page_is_published(client: Client) -> None:
    page = client.get("/ranks/").content.decode()
    for words in ("Newcomer", "10 Solutions for others", "1,500 points", "say that something was"):
        assert words in page
    assert "Your next step" not in page


def test_what_points_open_begins_with_what_opens_first(client: Client) -> None:
    page = client.get("/ranks/").content.decode()
    table = page[page.index("With so many points you can") :]
    needed = [int(number.replace(",", "")) for number in re.findall(r'"end">([\d,]+)<', table)]
    assert needed == [1, 1, 10, 50, 100, 100, 250, 500]


@pytest.mark.parametrize(
    ("points", "said"),
    ((2, ["From accepted edits nobody has more than 1,000 points in all."]), (0, [])),
)
def test_how_much_edits_give_in_all_is_published(
    client: Client, points: int, said: list[str]
) -> None:
    hold({"points": {"edit_approved": points}})
    page = client.get("/ranks/").content.decode()
    assert re.findall(r"From accepted edits[^<]*", page) == said


def test_a_member_sees_how_far_they_are_and_the_single_next_step(
    answer: Reply, noor: Member, tomasz: Member, as_member: AsMember
) -> None:
    accept_solution(answer, by=noor)
    fold()
    page = as_member(tomasz).get("/ranks/").content.decode()
    assert "You are: Helper" in page
    assert "On the way to Contributor" in page
    assert page.count("still to come") == 1
    assert "2 Solutions for others, still to come." in page


def test_rank_and_points_follow_the_name_at_no_query_more(
    thread: Thread,
    answer: Reply,
    noor: Member,
    client: Client,
    django_assert_num_queries: Callable[..., object],
) -> None:
    accept_solution(answer, by=noor)
    client.get(thread.get_absolute_url())
    fold()
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        page = client.get(thread.get_absolute_url()).content.decode()
    assert "Helper · 15 points" in page
    assert "<span>2 points<" in page  # who said what solved it: no rank yet
    assert "Newcomer" not in page


@pytest.mark.parametrize(
    ("who", "words", "said"),
    [
        ("sasha", "Thanks", "Only an ambassador"),
        ("maren", " ", "Say for what"),
        ("maren", "x" * 501, "Say for what"),
    ],
)
def test_who_may_not_choose_the_member_of_the_week(
    request: pytest.FixtureRequest, maren: Member, tomasz: Member, who: str, words: str, said: str
) -> None:
    by = request.getfixturevalue(who)
    with pytest.raises(Refusal, match=said):
        choose_member_of_the_week(tomasz, words=words, by=by)
    assert MemberOfTheWeek.objects.count() == 0


def test_who_may_not_be_it(maren: Member, tomasz: Member, sasha: Member) -> None:
    colleague = make_member("colleague", role="ambassador")
    set_listed(by=tomasz, listed=False)
    Member.objects.filter(pk=sasha.pk).update(is_active=False)
    sasha.refresh_from_db()
    for member, said in (
        (colleague, "is a customer"),
        (tomasz, "asked not to be named"),
        (sasha, "is closed"),
    ):
        with pytest.raises(Refusal, match=said):
            choose_member_of_the_week(member, words="Thanks", by=maren)


def test_one_is_thanked_on_the_home_page_and_told(
    client: Client, maren: Member, tomasz: Member, noor: Member, as_member: AsMember
) -> None:
    company = as_member(maren)
    where = "/leaderboard/member-of-the-week/"
    assert as_member(noor).get(where).status_code == 404
    assert company.get(where).status_code == 200
    assert company.post(where, {"member": "nobody", "words": "x"}).status_code == 400
    assert company.post(where, {"member": "noor", "words": "For asking well"}).status_code == 302
    assert company.post(where, {"member": "@tomasz", "words": "For warm rooms"}).status_code == 302
    page = client.get("/").content.decode()
    assert ("For warm rooms" in page, "For asking well" in page) == (True, False)
    assert MemberOfTheWeek.objects.count() == 1
    assert AuditEntry.objects.filter(verb="member of the week").count() == 2
    told = Notification.objects.filter(kind="badge").values_list("member__username", "title")
    assert set(told) == {(name, "You are the member of the week") for name in ("noor", "tomasz")}
    inbox = as_member(noor).get("/inbox/").content.decode()
    assert "You are the member of the week" not in inbox


def test_who_asks_not_to_be_named_is_thanked_no_more(
    client: Client, maren: Member, tomasz: Member
) -> None:
    choose_member_of_the_week(tomasz, words="For warm rooms", by=maren)
    assert "For warm rooms" in client.get("/").content.decode()
    set_listed(by=tomasz, listed=False)
    assert "For warm rooms" not in client.get("/").content.decode()
