"""Leaderboards count what stands, where it stands now, whatever happened in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Member
from forum.actions.moderation import move_thread, retag_thread
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.sources import tell_reply, tell_tagged
from forum.actions.threads import ask_thread
from forum.actions.votes import vote
from forum.models import Board, Reply, Section, Tag, Thread
from reputation.actions.fold import fold, fold_once
from reputation.actions.honours import renew_by_time
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Rule
from reputation.models import Pending, Source, Standing, Tally
from reputation.queries.replay import wrong_tallies
from reputation.queries.tallies import board_scope, tag_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_board(section: Section) -> Board:
    return Board.objects.create(section=section, name="Other", slug="other")


@pytest.fixture
def partner(partners: Group, sasha: Member) -> Member:
    sasha.groups.add(partners)
    return sasha


NOW = timezone.now()
Ask = Callable[..., Thread]


def held(member: Member, period: str = "A") -> dict[str, tuple[int, int, int]]:
    """Points, Solutions and helpful votes by scope; what came to nothing is left out."""
    fold(at=NOW)
    assert list(wrong_tallies(at=NOW)) == []
    rows = Tally.objects.filter(member=member, period=period)
    found = rows.values_list("scope", "points", "solutions", "helpful")
    return {scope: (p, s, h) for scope, p, s, h in found if p or s or h}


def test_nothing_waits_twice(answer: Reply, sasha: Member) -> None:
    vote(answer, by=sasha, value=1)
    assert fold(at=NOW) > 0
    assert fold(at=NOW) == 0
    assert Pending.objects.count() == 0


def test_an_award_counts_for_everybody_on_its_board_and_under_its_tags(
    ask: Ask, tomasz: Member, sasha: Member, board: Board
) -> None:
    Tag.objects.get_or_create(name="Boiler", slug="boiler")
    board.tags.add(Tag.objects.get(slug="boiler"))
    thread = ask(tags=["boiler"])
    reply = post_reply(thread, by=tomasz, source="Warm")
    vote(reply, by=sasha, value=1)
    here = {"": (10, 0, 1), board_scope(board.pk): (10, 0, 1), tag_scope("boiler"): (10, 0, 1)}
    assert held(tomasz) == here
    accept_solution(reply, by=thread.author)
    assert held(tomasz) == dict.fromkeys(here, (25, 1, 1))


def test_moving_and_retagging_count_over(
    ask: Ask, tomasz: Member, sasha: Member, maren: Member, board: Board, other_board: Board
) -> None:
    reply = post_reply(thread := ask(), by=tomasz, source="Warm")
    vote(reply, by=sasha, value=1)
    fold(at=NOW)
    move_thread(thread, board=other_board, by=maren, reason="It is about that")
    assert held(tomasz) == {"": (10, 0, 1), board_scope(other_board.pk): (10, 0, 1)}
    Tag.objects.get_or_create(name="Boiler", slug="boiler")
    retag_thread(thread, tags=["boiler"], by=maren, reason="So that it is found")
    assert held(tomasz)[tag_scope("boiler")] == (10, 0, 1)


def test_what_was_not_counted_in_yet_is_counted_where_it_stands_now(
    ask: Ask, tomasz: Member, sasha: Member, maren: Member, board: Board, other_board: Board
) -> None:
    reply = post_reply(thread := ask(), by=tomasz, source="Warm")
    vote(reply, by=sasha, value=1)
    move_thread(thread, board=other_board, by=maren, reason="It is about that")
    while fold_once(at=NOW, limit=1):
        assert list(wrong_tallies(at=NOW)) == []
    assert held(tomasz) == {"": (10, 0, 1), board_scope(other_board.pk): (10, 0, 1)}


def test_what_goes_is_taken_back_and_comes_again(
    answer: Reply, tomasz: Member, sasha: Member
) -> None:
    vote(answer, by=sasha, value=1)
    before = held(tomasz)
    delete_reply(answer, by=tomasz)
    assert held(tomasz) == {}
    undelete_reply(answer, by=tomasz)
    assert held(tomasz) == before


def test_what_a_closed_board_earns_is_in_no_tags_list(
    closed_board: Board, partner: Member, maren: Member
) -> None:
    Tag.objects.get_or_create(name="Boiler", slug="boiler")
    thread = ask_thread(
        closed_board, by=partner, kind="question", title="Closed words", source="x", tags=["boiler"]
    )
    retag_thread(thread, tags=["boiler"], by=maren, reason="So that it is found")
    vote(thread, by=maren, value=1)
    assert held(partner) == {"": (5, 0, 0), board_scope(closed_board.pk): (5, 0, 0)}


def test_short_periods_that_are_long_over_have_no_list(
    answer: Reply, tomasz: Member, sasha: Member
) -> None:
    vote(answer, by=sasha, value=1)
    late = NOW + timedelta(days=3_000)
    fold(at=late)
    assert set(Tally.objects.values_list("period", flat=True)) == {"A", f"Y{answer.created_at:%Y}"}


def test_posts_that_were_never_told_of_are_counted_in_when_they_are(
    answer: Reply, tomasz: Member, sasha: Member, board: Board
) -> None:
    Source.objects.all().delete()
    Pending.objects.all().delete()
    vote(answer, by=sasha, value=1)
    assert held(tomasz) == {"": (10, 0, 1)}
    tell_reply(answer)
    assert held(tomasz) == {"": (10, 0, 1), board_scope(board.pk): (10, 0, 1)}


def test_what_is_later_than_the_clock_of_who_counts_is_in_its_list(
    answer: Reply, tomasz: Member, sasha: Member
) -> None:
    """A Monday's first second, counted in by a clock that says Sunday."""
    monday = datetime(2026, 11, 30, 0, 0, 1, tzinfo=UTC)
    due = Due(Rule.ANSWER_HELPFUL, tomasz.pk, monday, counterpart=sasha.pk)
    settle([Cause("vote", 10_000, (due,))])
    fold(at=monday - timedelta(seconds=2))
    assert "W2026-49" in set(Tally.objects.values_list("period", flat=True))


def test_a_tag_by_another_address_name_has_its_list_there(
    ask: Ask, tomasz: Member, sasha: Member, board: Board
) -> None:
    tag = Tag.objects.create(name="Boiler", slug="boiler")
    board.tags.add(tag)
    vote(post_reply(ask(tags=["boiler"]), by=tomasz, source="Warm"), by=sasha, value=1)
    assert held(tomasz)[tag_scope("boiler")] == (10, 0, 1)
    Tag.objects.filter(pk=tag.pk).update(slug="kettle")
    tell_tagged(tag.threads.values_list("pk", flat=True))
    assert held(tomasz) == {
        "": (10, 0, 1),
        board_scope(board.pk): (10, 0, 1),
        tag_scope("kettle"): (10, 0, 1),
    }


def test_every_night_who_is_moved_by_time_waits_in_line(
    answer: Reply, tomasz: Member, noor: Member
) -> None:
    accept_solution(answer, by=noor)
    fold()
    late = timezone.now() + timedelta(days=100)
    assert renew_by_time(at=late) == 1
    assert list(Pending.objects.values_list("kind", "what")) == [("member", tomasz.pk)]
    fold(at=late)
    assert Standing.objects.get(member=tomasz).counts.get("solutions_90", 0) == 0
