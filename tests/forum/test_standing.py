"""What is said of where a thread stands, on its page and in lists."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution, solve_without_answer
from forum.actions.threads import lock_thread, set_state
from forum.models import Thread
from forum.templatetags.threads import standings_of

Ask = Callable[..., Thread]


def said(thread: Thread) -> list[str]:
    return [one.words for one in standings_of(Thread.objects.get(pk=thread.pk))]


@pytest.mark.parametrize(
    ("state", "words"),
    (
        ("reported", ["Solved"]),
        ("confirmed", ["Solved", "Confirmed"]),
        ("in_progress", ["Solved", "Fix in progress"]),
        ("wont_fix", ["Solved", "Will not be fixed"]),
        ("fixed", ["Fixed"]),
    ),
)
def test_a_problem_with_a_workaround(
    ask: Ask, noor: Member, tomasz: Member, maren: Member, state: str, words: list[str]
) -> None:
    problem = ask(kind="problem")
    set_state(problem, by=maren, state=state, note="Because.")
    reply = post_reply(problem, by=tomasz, source="Tape on it")
    accept_solution(reply, by=noor, is_workaround=True)
    assert said(problem) == words
    for path in (problem.get_absolute_url(), "/threads/"):
        page = Client().get(path).content.decode()
        for word in words:
            assert f"{word}</span>" in page


def test_a_problem_solved_without_an_answer(ask: Ask, noor: Member, maren: Member) -> None:
    problem = ask(kind="problem")
    set_state(problem, by=maren, state="in_progress")
    solve_without_answer(problem, by=noor)
    page = Client().get(problem.get_absolute_url()).content.decode()
    assert page.count('<span class="tag">Fix in progress</span>') == 1


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    (
        ("idea", "open", ["Closed"]),
        ("idea", "planned", ["Closed", "Planned"]),
        ("idea", "declined", ["Closed", "Declined"]),
        ("problem", "in_progress", ["Closed", "Fix in progress"]),
        ("question", "needs_info", ["Closed"]),
        ("talk", "open", ["Closed"]),
    ),
)
def test_a_locked_thread(ask: Ask, maren: Member, kind: str, state: str, words: list[str]) -> None:
    thread = ask(kind=kind)
    set_state(thread, by=maren, state=state, note="Because.")
    lock_thread(thread, by=maren, reason="Enough.")
    assert said(thread) == words
    page = Client().get("/threads/").content.decode()
    assert f'<span class="visually-hidden">{", ".join(words)}</span>' in page


def test_a_solved_question_says_no_more(ask: Ask, noor: Member, tomasz: Member) -> None:
    thread = ask()
    accept_solution(post_reply(thread, by=tomasz, source="Two-wire."), by=noor)
    assert said(thread) == ["Solved"]
