"""A board that does not pay: nothing new earns there, and what was earned before stands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.versions import bump
from forum.actions.backfill import backfill_points
from forum.actions.flags import flag_post
from forum.actions.moderation import move_thread
from forum.actions.recommendations import recommend_reply
from forum.actions.removals import hide_post
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.actions.undo import undo_act
from forum.actions.votes import unvote, vote
from forum.models import Board, Reply, Section, Thread
from reputation.models import Award, Standing
from reputation.queries.totals import wrong_days, wrong_totals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_trusted")]


def pays(board: Board, yes: bool) -> None:
    Board.objects.filter(pk=board.pk).update(pays=yes)
    bump("boards")


def points(member: Member) -> int:
    assert (list(wrong_totals()), list(wrong_days())) == ([], [])
    found = Standing.objects.filter(member=member).first()
    return found.points if found else 0


@pytest.fixture
def earn(
    ask: Callable[..., Thread], tomasz: Member, noor: Member, sasha: Member, maren: Member
) -> Any:
    """An answer of Tomasz's that everybody praises."""

    def one() -> Reply:
        reply = post_reply(ask(), by=tomasz, source="Two-wire.")
        vote(reply, by=sasha, value=1)
        accept_solution(reply, by=noor)
        recommend_reply(reply, by=maren, reason="Right")
        return reply

    return one


def test_nothing_is_earned_there(
    board: Board, earn: Callable[[], Reply], tomasz: Member, noor: Member, sasha: Member
) -> None:
    pays(board, False)
    reply = earn()
    vote(reply.thread, by=sasha, value=1)
    vote(post_reply(reply.thread, by=noor, source="Or not."), by=sasha, value=-1)
    assert (Award.objects.count(), points(tomasz), points(noor)) == (0, 0, 0)
    assert backfill_points() == 0


def test_spam_costs_there_too(
    board: Board, earn: Callable[[], Reply], tomasz: Member, sasha: Member, maren: Member
) -> None:
    pays(board, False)
    reply = earn()
    flag_post(reply, by=sasha, reason="spam")
    hide_post(reply, by=maren, reason="Spam")
    assert points(tomasz) == -100


def test_what_was_earned_before_stands_while_its_cause_does(
    board: Board, earn: Callable[[], Reply], tomasz: Member, noor: Member, sasha: Member
) -> None:
    reply = earn()
    assert points(tomasz) == 40
    pays(board, False)
    assert (backfill_points(), points(tomasz)) == (0, 40)
    delete_reply(reply, by=tomasz)
    assert points(tomasz) == 0
    undelete_reply(Reply.objects.get(pk=reply.pk), by=tomasz)
    assert points(tomasz) == 40 - 15  # the mark that comes back with it is a new row
    unvote(reply, by=sasha)
    assert points(tomasz) == 15


def test_what_was_taken_back_and_given_anew_earns_nothing(
    board: Board, earn: Callable[[], Reply], tomasz: Member, noor: Member
) -> None:
    reply = earn()
    pays(board, False)
    withdraw_solution(reply.thread, by=noor)
    accept_solution(reply, by=noor)
    assert (points(tomasz), points(noor)) == (25, 0)


def test_paying_again_pays_what_comes(
    board: Board, earn: Callable[[], Reply], tomasz: Member
) -> None:
    pays(board, False)
    earn()
    pays(board, True)
    assert points(tomasz) == 0
    earn()
    assert points(tomasz) == 40


def test_a_thread_earns_where_it_is_moved_to(
    section: Section,
    board: Board,
    earn: Callable[[], Reply],
    tomasz: Member,
    noor: Member,
    maren: Member,
) -> None:
    quiet = Board.objects.create(section=section, name="Quiet", slug="quiet", pays=False)
    bump("boards")
    reply = earn()
    move_thread(reply.thread, by=maren, board=quiet, reason="Chat")
    assert points(tomasz) == 40
    pays(board, False)
    pays(quiet, True)
    pays(quiet, False)
    second = earn()
    assert points(tomasz) == 40
    pays(quiet, True)
    entry = move_thread(second.thread, by=maren, board=quiet, reason="Help after all")
    assert (points(tomasz), points(noor)) == (80, 4)
    assert entry is not None
    undo_act(entry, by=maren)
    assert points(tomasz) == 80


def test_a_closed_board_that_does_not_pay_is_not_for_search_engines(
    closed_board: Board, ask: Callable[..., Thread], noor: Member, as_member: Callable[..., Client]
) -> None:
    pays(closed_board, False)
    noor.groups.add(*closed_board.groups.all())
    thread = ask(board=closed_board, by=Member.objects.get(pk=noor.pk))
    inside = as_member(noor)
    for path in (thread.get_absolute_url(), closed_board.get_absolute_url()):
        assert Client().get(path).status_code == 404
        page = inside.get(path).content.decode()
        assert ('content="noindex"' in page, 'rel="canonical"' in page) == (True, False)
    for path in (f"/feeds/t/{thread.pk}/", f"/feeds/b/{closed_board.slug}/"):
        assert Client().get(path).status_code == 404
        assert inside.get(path).status_code == 404
    assert thread.title not in Client().get("/feeds/").content.decode()


def test_the_administration_sets_it(
    board: Board, as_member: Callable[..., Client], maren: Member
) -> None:
    Member.objects.filter(pk=maren.pk).update(role="staff", is_superuser=True)
    page = as_member(Member.objects.get(pk=maren.pk)).get(f"/admin/forum/board/{board.pk}/change/")
    assert 'name="pays"' in page.content.decode()
