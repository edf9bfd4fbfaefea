"""Two ambassadors at once, fifty times the same act: one entry, and counters that are right."""

import time

import pytest

from accounts.models import AuditEntry, Member
from accounts.versions import bump
from forum.actions import undo
from forum.actions.counters import recount
from forum.actions.flags import flag_post
from forum.actions.moderation import (
    mark_duplicate,
    move_thread,
    pin_thread,
    unmark_duplicate,
)
from forum.actions.removals import hide_post
from forum.actions.threads import ask_thread, lock_thread
from forum.actions.undo import undo_act
from forum.models import Board, Flag, Reply, Section, Thread, ThreadLink
from tests.conftest import make_member
from tests.forum.test_races import at_once, post_of

pytestmark = pytest.mark.django_db(transaction=True)


def thread_now() -> Thread:
    return Thread.objects.get()


def test_the_same_flag_at_once(answer: Reply, noor: Member) -> None:
    assert at_once(lambda _n: flag_post(post_of(answer.pk), by=noor, reason="spam")) == []
    assert Flag.objects.count() == 1


@pytest.mark.long
def test_the_same_hiding_at_once(answer: Reply, maren: Member) -> None:
    ines = make_member("ines", role="staff")
    wrong = at_once(lambda n: hide_post(post_of(answer.pk), by=(maren, ines)[n % 2], reason="Spam"))
    assert wrong == []
    entry = AuditEntry.objects.get()
    assert Thread.objects.get().reply_count == 0
    assert recount() == {}
    assert at_once(lambda n: undo_act(entry, by=(maren, ines)[n % 2])) == []
    assert AuditEntry.objects.filter(verb="undo").count() == 1
    assert Thread.objects.get().reply_count == 1
    assert recount() == {}


def test_moving_to_two_boards_at_once(thread: Thread, section: Section, maren: Member) -> None:
    boards = [
        Board.objects.create(section=section, name=name, slug=name) for name in ("one", "two")
    ]
    bump("boards")
    wrong = at_once(
        lambda n: move_thread(thread_now(), by=maren, board=boards[n % 2], reason="Place"), 20
    )
    assert wrong == []
    assert recount() == {}
    assert sum(Board.objects.values_list("thread_count", flat=True)) == 1


def test_the_same_lock_at_once(thread: Thread, maren: Member) -> None:
    assert at_once(lambda _n: lock_thread(thread_now(), by=maren, reason="Enough")) == []
    assert AuditEntry.objects.count() == 1


def test_pins_at_once_stay_three(board: Board, noor: Member, maren: Member) -> None:
    made = [
        ask_thread(board, by=noor, kind="question", title=f"{n}", source="Words") for n in range(8)
    ]
    assert at_once(lambda n: pin_thread(made[n], by=maren, reason="First"), 8) == []
    assert Thread.objects.filter(pinned_at__isnull=False).count() == 3
    assert AuditEntry.objects.count() == 3


def test_two_threads_that_name_each_other_at_once(
    board: Board, noor: Member, maren: Member
) -> None:
    made = [
        ask_thread(board, by=noor, kind="question", title=f"{n}", source="Words") for n in range(2)
    ]
    wrong = at_once(
        lambda n: mark_duplicate(made[n % 2], by=maren, of=made[1 - n % 2], reason="So"), 20
    )
    assert wrong == []
    assert ThreadLink.objects.count() == 1


def test_a_marking_and_the_undo_of_the_other_at_once(
    board: Board, noor: Member, maren: Member
) -> None:
    one, two = (
        ask_thread(board, by=noor, kind="question", title=f"{n}", source="Words") for n in range(2)
    )
    mark_duplicate(two, by=maren, of=one, reason="So")
    taken = unmark_duplicate(two, by=maren, reason="No")
    assert taken is not None

    def act(number: int) -> None:
        if number % 2:
            mark_duplicate(one, by=maren, of=two, reason="Rather")
        else:
            undo_act(taken, by=maren)

    assert at_once(act, 20) == []
    assert ThreadLink.objects.count() == 1


def test_bringing_back_and_undoing_at_once(
    thread: Thread, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever brings back holds the post and goes on to the entry; whoever undoes comes meanwhile,
    and goes the same way. One of them does it, the other is refused: nobody waits for ever."""
    entry = hide_post(thread, by=maren, reason="Names")
    assert entry is not None
    real = undo.lock_row

    def slow(post: Thread) -> Thread:
        locked = real(post)
        time.sleep(0.5)
        return locked

    def act(number: int) -> None:
        if number == 0:
            undo.bring_back(thread_now(), by=maren)
        else:
            time.sleep(0.2)
            undo_act(entry, by=maren)

    monkeypatch.setattr(undo, "lock_row", slow)
    assert at_once(act, 2) == []
    assert AuditEntry.objects.filter(verb="undo").count() == 1
    assert thread_now().deleted_at is None
    assert recount() == {}
