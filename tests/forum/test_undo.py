"""Taking an act back after other things happened: what was put back fits what is there now."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from accounts.versions import bump
from forum.actions import moderation as acts
from forum.actions.counters import recount
from forum.actions.flags import dismiss_flags, flag_post
from forum.actions.removals import hide_post
from forum.actions.threads import delete_thread, undelete_thread
from forum.actions.undo import bring_back, undo_act
from forum.models import Board, Flag, Section, Thread, ThreadLink

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]


@pytest.fixture
def second(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Water", slug="water")
    bump("boards")
    return made


def counts() -> list[tuple[str, int]]:
    return list(Board.objects.order_by("slug").values_list("slug", "thread_count"))


def done(entry: AuditEntry | None) -> AuditEntry:
    assert entry is not None
    return entry


# Moved -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", (0, 1))
def test_a_move_is_undone_after_the_thread_was_deleted(
    as_member: AsMember, ask: Ask, second: Board, noor: Member, maren: Member, others: int
) -> None:
    """Neither board counts it: with others beside it there, and alone."""
    thread = ask()
    for n in range(others):
        ask(title=f"In heating {n}")
        ask(title=f"In water {n}", board=second)
    entry = done(acts.move_thread(thread, board=second, by=maren, reason="Water"))
    delete_thread(thread, by=noor)
    assert as_member(maren).post(f"/moderate/log/{entry.pk}/undo/").status_code == 303
    assert counts() == [("heating", others), ("water", others)]
    thread.refresh_from_db()
    assert thread.board.slug == "heating"
    undelete_thread(thread, by=noor)
    assert counts() == [("heating", others + 1), ("water", others)]
    assert recount() == {}


# Pinned ------------------------------------------------------------------------------------------
def test_an_unpinning_is_not_undone_on_another_board(
    ask: Ask, second: Board, maren: Member
) -> None:
    thread = ask()
    acts.pin_thread(thread, by=maren, reason="First")
    entry = done(acts.unpin_thread(thread, by=maren, reason="Read by all"))
    moved = done(acts.move_thread(thread, board=second, by=maren, reason="Water"))
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(entry, by=maren)
    thread.refresh_from_db()
    assert thread.pinned_at is None
    undo_act(moved, by=maren)
    undo_act(entry, by=maren)
    thread.refresh_from_db()
    assert (thread.board.slug, thread.pinned_at is None) == ("heating", False)


def test_an_entry_from_before_a_pin_knew_its_board_is_undone(ask: Ask, maren: Member) -> None:
    thread = ask()
    entry = done(acts.pin_thread(thread, by=maren, reason="First"))
    for half in entry.before.values():
        del half["board"]
    entry.save()
    undo_act(entry, by=maren)
    thread.refresh_from_db()
    assert thread.pinned_at is None


# Flagged -----------------------------------------------------------------------------------------
def test_a_hiding_is_undone_though_flags_were_opened_again(
    thread: Thread, sasha: Member, maren: Member
) -> None:
    flag_post(thread, by=sasha, reason="spam")
    dismissed = done(dismiss_flags(thread, by=maren, reason="No"))
    hidden = done(hide_post(thread, by=maren, reason="Names"))
    undo_act(dismissed, by=maren)
    undone = done(bring_back(thread, by=maren))
    assert undone.undoes == hidden
    thread.refresh_from_db()
    assert (thread.deleted_at, thread.is_hidden) == (None, False)
    assert Flag.objects.get().settled_at is None


# Duplicates --------------------------------------------------------------------------------------
def links() -> list[tuple[str, str]]:
    rows = ThreadLink.objects.filter(kind="duplicate").order_by("thread__title")
    return list(rows.values_list("thread__title", "to__title"))


def marked_and_taken_back(thread: Thread, of: Thread, *, by: Member) -> AuditEntry:
    """The act of taking the link away, which an undo puts back."""
    acts.mark_duplicate(thread, of=of, by=by, reason="So")
    return done(acts.unmark_duplicate(thread, by=by, reason="No"))


def test_an_undo_makes_no_circle(ask: Ask, maren: Member) -> None:
    one, two = ask(title="One"), ask(title="Two")
    taken = marked_and_taken_back(one, two, by=maren)
    acts.mark_duplicate(two, of=one, by=maren, reason="Rather")
    with pytest.raises(Refusal, match="duplicate itself"):
        undo_act(taken, by=maren)
    assert links() == [("Two", "One")]


def test_an_undo_makes_no_chain(ask: Ask, maren: Member) -> None:
    one, two, three = ask(title="One"), ask(title="Two"), ask(title="Three")
    taken = marked_and_taken_back(one, two, by=maren)
    acts.mark_duplicate(three, of=one, by=maren, reason="So")
    with pytest.raises(Refusal, match="duplicates of this thread: Three"):
        undo_act(taken, by=maren)
    assert links() == [("Three", "One")]


def test_an_undo_leads_to_nothing_that_readers_may_not_see(
    ask: Ask, closed_board: Board, maren: Member
) -> None:
    one, two = ask(title="One"), ask(title="Two")
    taken = marked_and_taken_back(one, two, by=maren)
    acts.move_thread(two, board=closed_board, by=maren, reason="A contract")
    with pytest.raises(Refusal, match="not everybody who reads this one"):
        undo_act(taken, by=maren)
    assert links() == []
