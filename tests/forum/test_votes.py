"""Votes, me-toos and watches: one each, undoable, counted right."""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Member, Notification
from accounts.refusals import Refusal
from forum.actions import votes
from forum.actions.counters import recount
from forum.actions.replies import delete_reply, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import set_state
from forum.models import Board, MeToo, Reply, Thread, Vote, Watch
from reputation.models import Standing
from tests.forum.wire import body_of

AsMember = Callable[[Member], Client]


def counts(post: Thread | Reply) -> tuple[int, int, int]:
    """Helpful, unhelpful and score as they are kept."""
    post = type(post)._default_manager.get(pk=post.pk)
    return post.helpful_count, post.unhelpful_count, post.score


def test_nobody_votes_on_their_own_words(thread: Thread, noor: Member) -> None:
    with pytest.raises(Refusal, match="You cannot vote on your own words"):
        votes.vote(thread, by=noor, value=1)
    assert Vote.objects.count() == 0


def test_nobody_votes_on_what_was_deleted(answer: Reply, tomasz: Member, noor: Member) -> None:
    stale = Reply.objects.get(pk=answer.pk)
    delete_reply(answer, by=tomasz)
    with pytest.raises(Refusal, match="This was deleted"):
        votes.vote(stale, by=noor, value=1)
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("value", (0, 2, -2, 10**20))
def test_a_vote_is_one_or_minus_one(answer: Reply, noor: Member, value: int) -> None:
    with pytest.raises(ValueError, match="a vote is 1 or -1"):
        votes.vote(answer, by=noor, value=value)


@pytest.mark.parametrize("kind", ("praise", "talk"))
def test_praise_and_talk_are_not_voted_on(
    ask: Callable[..., Thread], sasha: Member, kind: str
) -> None:
    with pytest.raises(Refusal, match="Only questions, problems and ideas"):
        votes.vote(ask(kind=kind), by=sasha, value=1)


@pytest.mark.parametrize("kind", ("question", "problem", "idea"))
def test_visitors_and_the_asker_see_what_helped(
    ask: Callable[..., Thread], as_member: AsMember, noor: Member, sasha: Member, kind: str
) -> None:
    thread = ask(kind=kind)
    votes.vote(thread, by=sasha, value=1)
    at = thread.get_absolute_url()
    assert "1 person found this helpful" in as_member(noor).get(at).content.decode()
    visitor = Client().get(at).content.decode()
    assert re.search(r' Helpful <span class="num">1</span></a>', visitor)


@pytest.mark.parametrize("on", ("thread", "answer"))
@pytest.mark.usefixtures("everybody_trusted")
def test_a_vote_and_back(
    thread: Thread, answer: Reply, sasha: Member, maren: Member, on: str
) -> None:
    post: Thread | Reply = thread if on == "thread" else answer
    votes.vote(post, by=sasha, value=1)
    votes.vote(post, by=sasha, value=1)
    assert counts(post) == (1, 0, 1)
    votes.vote(post, by=maren, value=-1)
    assert counts(post) == (1, 1, 0)
    votes.vote(post, by=sasha, value=-1)
    assert counts(post) == (0, 2, -2)
    assert Vote.objects.count() == 2
    votes.unvote(post, by=sasha)
    votes.unvote(post, by=sasha)
    assert counts(post) == (0, 1, -1)
    assert recount() == {}


def test_one_row_by_constraint(answer: Reply, thread: Thread, noor: Member, sasha: Member) -> None:
    Vote.objects.create(reply=answer, voter=noor, value=1)
    Vote.objects.create(thread=thread, voter=sasha, value=1)
    MeToo.objects.create(thread=thread, member=sasha)
    Watch.objects.get_or_create(thread=thread, member=sasha)
    for again in (
        lambda: Vote.objects.create(reply=answer, voter=noor, value=-1),
        lambda: Vote.objects.create(thread=thread, voter=sasha, value=-1),
        lambda: Vote.objects.create(reply=answer, voter=sasha, value=2),
        lambda: Vote.objects.create(reply=answer, value=1),
        lambda: Vote.objects.create(voter=sasha, value=1),
        lambda: Vote.objects.create(reply=answer, thread=thread, voter=sasha, value=1),
        lambda: MeToo.objects.create(thread=thread, member=sasha),
        lambda: Watch.objects.create(thread=thread, member=sasha),
        lambda: Watch.objects.create(member=sasha),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()


@pytest.mark.usefixtures("everybody_trusted")
def test_unhelpful_is_no_public_minus(
    thread: Thread, answer: Reply, sasha: Member, maren: Member
) -> None:
    """It ranks, and shows nowhere: the page is the same for everyone else."""
    visitor = Client()
    before = body_of(visitor.get(thread.get_absolute_url()))
    votes.vote(answer, by=sasha, value=-1)
    votes.vote(thread, by=sasha, value=-1)
    votes.vote(thread, by=maren, value=-1)
    assert counts(answer) == (0, 1, -1)
    assert body_of(visitor.get(thread.get_absolute_url())) == before


# I have this too -----------------------------------------------------------------------------
def test_the_asker_is_counted_already(thread: Thread, noor: Member) -> None:
    with pytest.raises(Refusal, match="You asked this yourself"):
        votes.add_me_too(thread, by=noor)
    assert MeToo.objects.count() == 0


@pytest.mark.parametrize("kind", ("idea", "praise", "talk"))
def test_only_questions_and_problems_are_had_too(
    ask: Callable[..., Thread], sasha: Member, kind: str
) -> None:
    with pytest.raises(Refusal, match="Only questions and problems can be had too"):
        votes.add_me_too(ask(kind=kind), by=sasha)


def test_me_too_watches_and_back(thread: Thread, sasha: Member) -> None:
    for _ in range(2):
        votes.add_me_too(thread, by=sasha)
        now = Thread.objects.get(pk=thread.pk)
        assert (now.me_too_count, now.watch_count) == (1, 2)
    votes.remove_me_too(thread, by=sasha)
    votes.remove_me_too(thread, by=sasha)
    now = Thread.objects.get(pk=thread.pk)
    assert (now.me_too_count, now.watch_count) == (0, 1)
    assert Watch.objects.filter(member=sasha, thread=thread).count() == 0
    assert recount() == {}


@pytest.mark.parametrize("when", ("before", "anew", "by answering"))
def test_a_watch_with_a_reason_of_its_own_outlives_the_me_too(
    thread: Thread, sasha: Member, when: str
) -> None:
    if when == "before":
        votes.watch_thread(thread, by=sasha)
    votes.add_me_too(thread, by=sasha)
    if when == "anew":
        votes.unwatch_thread(thread, by=sasha)
        votes.watch_thread(thread, by=sasha)
    if when == "by answering":
        post_reply(thread, by=sasha, source="Off and on.")
    votes.remove_me_too(thread, by=sasha)
    assert Watch.objects.filter(member=sasha, thread=thread).count() == 1
    assert Thread.objects.get(pk=thread.pk).watch_count == 2
    assert recount() == {}


@pytest.mark.parametrize("how", ("accepted", "fixed"))
def test_me_too_hears_of_the_solution_though_it_stopped_watching(
    ask: Callable[..., Thread],
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
    how: str,
) -> None:
    problem = ask(kind="problem")
    votes.add_me_too(problem, by=sasha)
    votes.unwatch_thread(problem, by=sasha)
    reply = post_reply(problem, by=tomasz, source="Tape on it.")
    if how == "accepted":
        accept_solution(reply, by=noor)
    else:
        set_state(problem, by=maren, state="fixed")
    told = Notification.objects.filter(member=sasha)
    assert list(told.values_list("kind", flat=True)) == ["solved"]


# Watches ------------------------------------------------------------------------------------
def test_watching_a_thread_and_back(thread: Thread, sasha: Member) -> None:
    votes.watch_thread(thread, by=sasha)
    votes.watch_thread(thread, by=sasha)
    assert Thread.objects.get(pk=thread.pk).watch_count == 2
    votes.unwatch_thread(thread, by=sasha)
    votes.unwatch_thread(thread, by=sasha)
    assert Thread.objects.get(pk=thread.pk).watch_count == 1
    assert recount() == {}


def test_watching_a_board_and_back(board: Board, sasha: Member) -> None:
    votes.watch_board(board, by=sasha)
    votes.watch_board(board, by=sasha)
    assert Watch.objects.filter(board=board, member=sasha).count() == 1
    votes.unwatch_board(board, by=sasha)
    assert Watch.objects.count() == 0


# The buttons --------------------------------------------------------------------------------
@pytest.mark.usefixtures("everybody_trusted")
def test_vote_button(as_member: AsMember, answer: Reply, noor: Member) -> None:
    client = as_member(noor)
    for value, expected in (("1", (1, 0, 1)), ("-1", (0, 1, -1)), ("0", (0, 0, 0))):
        answered = client.post(f"/r/{answer.pk}/vote/", {"value": value})
        assert (answered.status_code, answered["Location"]) == (303, answer.get_absolute_url())
        assert counts(answer) == expected


@pytest.mark.parametrize("value", ("", "2", "1e0", "١", "true", "1\x00", "9" * 40))
def test_vote_button_with_nonsense(
    as_member: AsMember, answer: Reply, noor: Member, value: str
) -> None:
    answered = as_member(noor).post(f"/r/{answer.pk}/vote/", {"value": value})
    assert answered.status_code == 400
    assert counts(answer) == (0, 0, 0)


def test_vote_button_refuses_with_a_sentence(
    as_member: AsMember, answer: Reply, tomasz: Member
) -> None:
    answered = as_member(tomasz).post(f"/r/{answer.pk}/vote/", {"value": "1"})
    assert answered.status_code == 403
    assert b"You cannot vote on your own words." in answered.content


@pytest.mark.parametrize(
    ("action", "data", "shown"),
    [
        ("vote", {"value": "1"}, b'aria-pressed="true"'),
        ("me-too", {"on": "1"}, b'aria-pressed="true"'),
        ("watch", {"on": "1"}, b"Watching"),
    ],
)
def test_buttons_alone_come_back_to_htmx(
    as_member: AsMember,
    thread: Thread,
    sasha: Member,
    action: str,
    data: dict[str, str],
    shown: bytes,
) -> None:
    path = f"/t/{thread.pk}/{action}/"
    answered = as_member(sasha).post(path, data, headers={"HX-Request": "true"})
    assert answered.status_code == 200
    assert answered.content.startswith(b'<form class="acts__form"')
    assert shown in answered.content


def test_board_watch_button(as_member: AsMember, board: Board, sasha: Member) -> None:
    client = as_member(sasha)
    for on, expected in (("1", 1), ("0", 0)):
        answered = client.post("/b/heating/watch/", {"on": on})
        assert (answered.status_code, answered["Location"]) == (303, "/b/heating/")
        assert Watch.objects.filter(board=board).count() == expected


def test_an_unhelpful_vote_has_to_be_earned(answer: Reply, sasha: Member, maren: Member) -> None:
    with pytest.raises(Refusal, match="You need 50 points to say that something was unhelpful"):
        votes.vote(answer, by=sasha, value=-1)
    assert Vote.objects.count() == 0
    Standing.objects.create(member=sasha, points=50)
    votes.vote(answer, by=sasha, value=-1)
    votes.vote(answer, by=maren, value=-1)
    assert Vote.objects.count() == 2


def test_a_refused_press_has_the_page_read_anew_with_the_reason(
    as_member: Callable[[Member], Client], answer: Reply, sasha: Member
) -> None:
    client, path = as_member(sasha), answer.thread.get_absolute_url()
    sent = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}?sort=best#r-1"}
    answered = client.post(f"/r/{answer.pk}/vote/", {"value": "-1"}, headers=sent)
    assert (answered.status_code, answered["HX-Redirect"]) == (200, f"{path}?sort=best")
    assert "You need 50 points" in client.get(path).content.decode()
    sent["HX-Current-URL"] = "https://elsewhere.example/x"
    answered = client.post(f"/r/{answer.pk}/vote/", {"value": "-1"}, headers=sent)
    assert answered["HX-Redirect"] == "/"
    assert Vote.objects.count() == 0
