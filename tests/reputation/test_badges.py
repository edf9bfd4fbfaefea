"""Badges: earned by what stands, once, and gone with it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.models import Member, Notification
from forum.actions.recommendations import recommend_reply
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread
from forum.actions.votes import vote
from forum.models import Board, Reply, Tag, Thread
from reputation.actions.fold import fold
from reputation.badges import BADGES, BY_KEY, earned, nearest_badge
from reputation.models import BadgeAward, Place
from reputation.queries.facts import Facts, facts_of
from tests.conftest import make_member

NOW = timezone.now()
Ask = Callable[..., Thread]


def held(member: Member) -> set[str]:
    fold()
    rows = BadgeAward.objects.filter(member=member, revoked_at=None)
    return {f"{badge} {subject}".strip() for badge, subject in rows.values_list("badge", "subject")}


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len(BADGES) >= 25
    assert len(BY_KEY) == len(BADGES) == len({str(badge.name) for badge in BADGES})


@pytest.mark.parametrize("badge", BADGES, ids=lambda badge: badge.key)
def test_each_is_earned_at_its_figure_and_not_before(badge: object) -> None:
    one = BY_KEY[badge.key]  # type: ignore[attr-defined]
    below, there = Facts(), Facts()
    for facts, number in ((below, one.least - 1), (there, one.least)):
        counter = facts.tags if one.each_tag else facts.counts
        counter["boiler" if one.each_tag else one.measure] = number
    key = (one.key, "boiler" if one.each_tag else "")
    assert key not in set(earned(below))
    assert key in set(earned(there))


def test_the_nearest_badge_was_begun() -> None:
    assert nearest_badge(Facts()) is None
    found = nearest_badge(Facts(counts=Counter(solutions=9, askers=3)))
    assert found is not None
    assert (found[0].key, found[1]) == ("solved_10", 9)


@pytest.mark.django_db
def test_help_earns_and_what_goes_takes_it_back(
    ask: Ask, noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> None:
    assert held(tomasz) == set()
    reply = post_reply(thread := ask(), by=tomasz, source="Warm")
    assert (held(tomasz), held(noor)) == ({"first_answer"}, {"first_question"})
    accept_solution(reply, by=noor)
    recommend_reply(reply, by=maren, reason="It is right")
    solved = {"first_answer", "solved_1", "quick_1", "recommended_1"}
    assert (held(tomasz), held(noor)) == (solved, {"first_question", "accepting_1"})
    delete_reply(reply, by=tomasz)
    assert held(tomasz) == set()
    undelete_reply(reply, by=tomasz)
    assert held(tomasz) == solved
    ended = BadgeAward.objects.filter(member=tomasz).exclude(revoked_at=None)
    assert ended.count() == len(solved)
    assert thread.author == noor


@pytest.mark.django_db
def test_solving_ones_own_question_earns_nothing(ask: Ask, noor: Member) -> None:
    reply = post_reply(ask(), by=noor, source="Found it")
    accept_solution(reply, by=noor)
    assert held(noor) == {"first_question"}


@pytest.mark.django_db
def test_a_cold_case_waited_a_month(board: Board, noor: Member, tomasz: Member) -> None:
    for days in (29, 30):
        at = NOW - timedelta(days=days)
        thread = ask_thread(
            board, by=noor, kind="question", title=f"Cold for {days} days", source="Cold", at=at
        )
        accept_solution(post_reply(thread, by=tomasz, source="Warm", at=NOW), by=noor)
    assert facts_of([tomasz.pk], at=NOW + timedelta(1))[tomasz.pk].counts["cold"] == 1
    assert "cold_1" in held(tomasz)


@pytest.mark.django_db
def test_praise_that_names_somebody_thanks_them(ask: Ask, noor: Member, tomasz: Member) -> None:
    ask(kind="praise", source="Thank you @tomasz, it is warm again")
    assert held(tomasz) == {"thanked_1"}
    ask(source="Does @tomasz know?")
    ask(kind="praise", source="I thank @noor, that is me")
    assert facts_of([tomasz.pk, noor.pk], at=NOW)[tomasz.pk].counts["thanked"] == 1
    assert facts_of([noor.pk], at=NOW)[noor.pk].counts["thanked"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "source",
    (
        "Thank you [Tomasz](/m/tomasz/)",
        'Thank you [Tomasz](/m/tomasz/ "name-call")',
        '<a href="/m/tomasz/" class="name-call">Thank you</a>',
        "`@tomasz`",
        r"\@tomasz",
    ),
)
def test_what_calls_nobody_thanks_nobody(ask: Ask, tomasz: Member, source: str) -> None:
    ask(kind="praise", source=source)
    assert (list(Place.objects.get().thanked.all()), held(tomasz)) == ([], set())


@pytest.mark.django_db
def test_one_person_thanks_once(ask: Ask, noor: Member, sasha: Member, tomasz: Member) -> None:
    for _ in range(5):
        ask(kind="praise", source="Thank you @tomasz, it is warm again")
    assert held(tomasz) == {"thanked_1"}
    ask(kind="praise", source="And from me, @tomasz", by=sasha)
    assert facts_of([tomasz.pk], at=NOW)[tomasz.pk].counts["thanked"] == 2
    for number in range(3):
        ask(kind="praise", source="And from us, @tomasz", by=make_member(f"warm{number}"))
    assert held(tomasz) == {"thanked_1", "thanked_5"}


@pytest.mark.django_db
def test_an_expert_is_one_of_a_tag(board: Board, noor: Member, tomasz: Member) -> None:
    board.tags.add(Tag.objects.create(name="Boiler", slug="boiler"))
    for number in range(10):
        title = f"Cold {number}"
        thread = ask_thread(
            board, by=noor, kind="question", title=title, source="Cold", tags=["boiler"]
        )
        accept_solution(post_reply(thread, by=tomasz, source="Warm"), by=noor)
    assert {"expert boiler", "solved_10"} <= held(tomasz)
    assert "helped_10" not in held(tomasz)


@pytest.mark.django_db
@pytest.mark.long
def test_facts_take_the_same_queries_for_many(
    ask: Ask, noor: Member, django_assert_num_queries: Callable[..., object]
) -> None:
    people = [make_member(f"helper{number}") for number in range(50)]
    for person in people:
        accept_solution(post_reply(ask(), by=person, source="Warm"), by=noor)
    fold()
    for number in (1, 3, 50):
        with django_assert_num_queries(7):  # type: ignore[attr-defined]
            facts_of([person.pk for person in people[:number]], at=NOW)


@pytest.mark.django_db
def test_a_badge_is_told_once_in_the_inbox_alone(
    answer: Reply, noor: Member, tomasz: Member, sasha: Member, as_member: Callable[..., Client]
) -> None:
    client = as_member(tomasz)
    tomasz.refresh_from_db()
    assert tomasz.last_login is not None
    fold()
    told = Notification.objects.filter(member=tomasz, kind="badge")
    assert [(row.title, row.url) for row in told] == [("First answer", "/m/tomasz/?show=badges")]
    page = client.get("/m/tomasz/?show=badges").content.decode()
    assert "Answered somebody" in page
    vote(answer, by=sasha, value=1)
    fold()
    assert told.count() == 1
    BadgeAward.objects.update(revoked_at=NOW)
    assert "First answer" not in client.get("/inbox/").content.decode()


@pytest.mark.django_db
def test_no_badge_names_a_tag_of_a_closed_board(
    closed_board: Board, sasha: Member, partners: Group, tomasz: Member, maren: Member
) -> None:
    for member in (sasha, tomasz):
        member.groups.add(partners)
    closed_board.tags.add(Tag.objects.create(name="Secret", slug="secret"))
    for number in range(10):
        thread = ask_thread(
            closed_board,
            by=sasha,
            kind="question",
            title=f"In {number}",
            source="x",
            tags=["secret"],
        )
        accept_solution(post_reply(thread, by=tomasz, source="Warm"), by=sasha)
    found = held(tomasz)
    assert "solved_10" in found
    assert "expert secret" not in found


@pytest.mark.django_db
def test_what_an_employee_earned_as_such_is_in_no_rank_or_badge(
    thread: Thread, noor: Member, maren: Member
) -> None:
    accept_solution(post_reply(thread, by=maren, source="So. ^MJ"), by=noor)
    Member.objects.filter(pk=maren.pk).update(role="member")
    assert "solved_1" not in held(maren)
    assert facts_of([maren.pk], at=NOW)[maren.pk].counts["solutions"] == 0


@pytest.mark.django_db
def test_a_reply_to_ones_own_question_answers_nobody(ask: Ask, noor: Member) -> None:
    post_reply(ask(), by=noor, source="I mean the old one.")
    assert held(noor) == {"first_question"}
