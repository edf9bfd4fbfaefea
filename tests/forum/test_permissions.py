"""Who may do what: each check for each person, and the sentences of the refusals."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Member
from accounts.refusals import Refusal
from forum import permissions as can
from forum.actions.replies import comment_on, delete_reply, post_reply
from forum.actions.solutions import accept_solution, confirm_solution
from forum.actions.threads import delete_thread, lock_thread
from forum.models import Board, Comment, Reply, Thread
from forum.permissions import may

People = dict[str, Member | AnonymousUser]
EVERYONE = ("visitor", "noor", "tomasz", "sasha", "maren")
LATER = timedelta(days=8)


@pytest.fixture
def who(noor: Member, tomasz: Member, sasha: Member, maren: Member) -> People:
    """Noor asked, Tomasz answered, Sasha is a stranger, Maren an ambassador."""
    members = {"noor": noor, "tomasz": tomasz, "sasha": sasha, "maren": maren}
    return {"visitor": AnonymousUser(), **members}


@pytest.fixture
def note(answer: Reply, sasha: Member) -> Comment:
    return comment_on(answer, by=sasha, source="Thanks")


def allowed(who: People, check: Callable[..., object], *args: object, **more: object) -> set[str]:
    return {name for name in EVERYONE if may(check, who[name], *args, **more)}


def test_a_question(who: People, thread: Thread, answer: Reply, board: Board) -> None:
    members = {"noor", "tomasz", "sasha", "maren"}
    table: dict[str, set[str]] = {
        "is member": allowed(who, can.check_is_member),
        "ask": allowed(who, can.check_can_ask, board, "question"),
        "reply": allowed(who, can.check_can_reply, thread),
        "comment": allowed(who, can.check_can_comment, thread),
        "edit": allowed(who, can.check_can_edit, thread),
        "delete": allowed(who, can.check_can_delete, thread),
        "undelete": allowed(who, can.check_can_undelete, thread),
        "solve without": allowed(who, can.check_can_solve_without, thread),
        "withdraw": allowed(who, can.check_can_withdraw_solution, thread, None),
        "vote": allowed(who, can.check_can_vote, thread),
        "me too": allowed(who, can.check_can_me_too, thread),
        "set state": allowed(who, can.check_can_set_state, thread),
    }
    assert table == {
        "is member": members,
        "ask": members,
        "reply": members,
        "comment": members,
        "edit": {"noor", "maren"},
        "delete": {"maren"},
        "undelete": set(),
        "solve without": {"noor"},
        "withdraw": set(),
        "vote": {"tomasz", "sasha", "maren"},
        "me too": {"tomasz", "sasha", "maren"},
        "set state": {"maren"},
    }


def test_an_answer(who: People, answer: Reply, note: Comment) -> None:
    at = timezone.now() + LATER
    table = {
        "comment": allowed(who, can.check_can_comment, answer),
        "edit": allowed(who, can.check_can_edit, answer),
        "delete": allowed(who, can.check_can_delete, answer),
        "undelete": allowed(who, can.check_can_undelete, answer),
        "delete comment": allowed(who, can.check_can_delete_comment, note),
        "accept": allowed(who, can.check_can_accept, answer),
        "confirm now": allowed(who, can.check_can_confirm, answer),
        "confirm later": allowed(who, can.check_can_confirm, answer, at=at),
        "recommend": allowed(who, can.check_can_recommend, answer),
        "vote": allowed(who, can.check_can_vote, answer),
    }
    assert table == {
        "comment": {"noor", "tomasz", "sasha", "maren"},
        "edit": {"tomasz", "maren"},
        "delete": {"tomasz", "maren"},
        "undelete": set(),
        "delete comment": {"sasha", "maren"},
        "accept": {"noor"},
        "confirm now": set(),
        "confirm later": {"maren"},
        "recommend": {"maren"},
        "vote": {"noor", "sasha", "maren"},
    }


def test_a_locked_thread_is_the_companys(
    who: People, thread: Thread, answer: Reply, maren: Member
) -> None:
    lock_thread(thread, by=maren, reason="It went in circles")
    thread = answer.thread = Thread.objects.get(pk=thread.pk)
    assert allowed(who, can.check_can_reply, thread) == {"maren"}
    assert allowed(who, can.check_can_comment, answer) == {"maren"}
    assert allowed(who, can.check_can_edit, thread) == {"maren"}
    assert allowed(who, can.check_can_edit, answer) == {"maren"}
    assert allowed(who, can.check_can_accept, answer) == {"noor"}
    assert allowed(who, can.check_can_vote, answer) == {"noor", "sasha", "maren"}


def test_a_deleted_answer(who: People, thread: Thread, answer: Reply, tomasz: Member) -> None:
    delete_reply(answer, by=tomasz)
    answer = Reply.objects.get(pk=answer.pk)
    checks = (
        can.check_can_comment,
        can.check_can_edit,
        can.check_can_delete,
        can.check_can_accept,
        can.check_can_confirm,
        can.check_can_recommend,
        can.check_can_vote,
    )
    assert [allowed(who, check, answer) for check in checks] == [set()] * len(checks)
    assert allowed(who, can.check_can_undelete, answer) == {"tomasz", "maren"}
    assert allowed(who, can.check_can_delete, thread) == {"noor", "maren"}


def test_what_the_company_deleted_only_the_company_brings_back(
    who: People, thread: Thread, answer: Reply, maren: Member
) -> None:
    delete_reply(answer, by=maren)
    delete_thread(thread, by=maren)
    thread, answer = Thread.objects.get(pk=thread.pk), Reply.objects.get(pk=answer.pk)
    assert allowed(who, can.check_can_undelete, thread) == {"maren"}
    assert allowed(who, can.check_can_undelete, answer) == {"maren"}


def test_a_deleted_thread(who: People, thread: Thread, answer: Reply, maren: Member) -> None:
    delete_thread(thread, by=maren)
    thread = Thread.objects.get(pk=thread.pk)
    answer = Reply.objects.get(pk=answer.pk)
    on_thread = (
        can.check_can_reply,
        can.check_can_comment,
        can.check_can_edit,
        can.check_can_delete,
        can.check_can_solve_without,
        can.check_can_vote,
        can.check_can_me_too,
        can.check_can_set_state,
    )
    assert [allowed(who, check, thread) for check in on_thread] == [set()] * len(on_thread)
    on_answer = (
        can.check_can_comment,
        can.check_can_accept,
        can.check_can_recommend,
        can.check_can_vote,
    )
    assert [allowed(who, check, answer) for check in on_answer] == [set()] * len(on_answer)


@pytest.mark.parametrize(
    ("kind", "solve", "vote", "me_too"),
    [
        ("question", True, True, True),
        ("problem", True, True, True),
        ("idea", False, True, False),
        ("praise", False, False, False),
        ("talk", False, False, False),
    ],
)
def test_kinds(
    who: People,
    ask: Callable[..., Thread],
    tomasz: Member,
    kind: str,
    solve: bool,
    vote: bool,
    me_too: bool,
) -> None:
    thread = ask(kind=kind)
    answer = post_reply(thread, by=tomasz, source="Hello")
    assert allowed(who, can.check_can_solve_without, thread) == ({"noor"} if solve else set())
    assert allowed(who, can.check_can_accept, answer) == ({"noor"} if solve else set())
    others = {"tomasz", "sasha", "maren"}
    assert allowed(who, can.check_can_vote, thread) == (others if vote else set())
    assert allowed(who, can.check_can_me_too, thread) == (others if me_too else set())
    assert allowed(who, can.check_can_vote, answer) == {"noor", "sasha", "maren"}


def test_a_standing_solution_is_the_askers(
    who: People, thread: Thread, answer: Reply, noor: Member
) -> None:
    standing = accept_solution(answer, by=noor)
    assert allowed(who, can.check_can_withdraw_solution, thread, standing) == {"noor"}


def test_a_confirmed_solution_is_the_askers_and_the_companys(
    who: People, thread: Thread, answer: Reply, maren: Member
) -> None:
    standing = confirm_solution(answer, by=maren, at=timezone.now() + LATER)
    assert allowed(who, can.check_can_withdraw_solution, thread, standing) == {"noor", "maren"}


def test_nobody_confirms_their_own_words(
    ask: Callable[..., Thread], maren: Member, tomasz: Member, noor: Member
) -> None:
    at = timezone.now() + LATER
    own_answer = post_reply(ask(), by=maren, source="Try this")
    own_question = post_reply(ask(by=maren), by=tomasz, source="Try this")
    with pytest.raises(Refusal, match="Somebody else has to confirm your own answer"):
        can.check_can_confirm(maren, own_answer, at=at)
    with pytest.raises(Refusal, match="You asked this yourself: accept the answer instead"):
        can.check_can_confirm(maren, own_question, at=at)


def test_a_board_takes_only_its_kinds(board: Board, noor: Member) -> None:
    board.kinds = ["idea"]
    assert not may(can.check_can_ask, noor, board, "question")
    assert may(can.check_can_ask, noor, board, "idea")
    assert not may(can.check_can_ask, noor, board, "nonsense")


def test_a_closed_account_may_nothing(
    thread: Thread, answer: Reply, board: Board, tomasz: Member
) -> None:
    tomasz.is_active = False
    checks: list[tuple[Callable[..., None], Thread | Reply]] = [
        (can.check_can_reply, thread),
        (can.check_can_edit, answer),
        (can.check_can_delete, answer),
        (can.check_can_vote, thread),
        (can.check_can_me_too, thread),
    ]
    for check, post in checks:
        with pytest.raises(Refusal, match="This account is closed"):
            check(tomasz, post)
    with pytest.raises(Refusal, match="This account is closed"):
        can.check_can_ask(tomasz, board, "question")


def test_staff_may_what_ambassadors_may(thread: Thread, answer: Reply, sasha: Member) -> None:
    sasha.role = "staff"
    assert may(can.check_can_set_state, sasha, thread)
    assert may(can.check_can_recommend, sasha, answer)


def test_an_honour_is_no_right(who: People, thread: Thread, tomasz: Member) -> None:
    assert tomasz.honoured
    assert not may(can.check_can_set_state, tomasz, thread)
    assert not may(can.check_can_edit, tomasz, thread)
