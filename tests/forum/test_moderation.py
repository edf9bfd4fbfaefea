"""What the company does to a thread: who may, with which reason, what it leaves in the log, and that
an undo puts exactly that back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from accounts.versions import bump
from forum.actions import moderation as acts
from forum.actions.counters import recount
from forum.actions.replies import post_reply
from forum.actions.threads import delete_thread, link_threads, lock_thread, unlock_thread
from forum.actions.undo import undo_act
from forum.actions.votes import watch_thread
from forum.models import Board, Section, Tag, Thread, ThreadLink
from forum.queries.lists import Asked, list_threads

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def other(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Talk", slug="talk", kinds=["talk"])
    bump("boards")
    return made


@pytest.fixture
def second(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Water", slug="water")
    bump("boards")
    return made


def row(thread: Thread) -> dict[str, Any]:
    """All columns and tags of a thread, and the counters of boards."""
    kept = dict(Thread.objects.filter(pk=thread.pk).values().get())
    kept["tags"] = sorted(thread.tags.values_list("slug", flat=True))
    kept["links"] = sorted(
        ThreadLink.objects.filter(thread=thread).values_list("to_id", "kind", "by_id", "created_at")
    )
    kept["boards"] = sorted(Board.objects.values_list("pk", "thread_count"))
    return kept


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def everything(thread: Thread, second: Board, original: Thread) -> dict[str, Callable[..., Any]]:
    """Every act on a thread."""
    return {
        "lock": lambda **more: lock_thread(thread, **{"reason": "In circles", **more}),
        "move": lambda **more: acts.move_thread(thread, board=second, **more),
        "pin": lambda **more: acts.pin_thread(thread, **more),
        "retag": lambda **more: acts.retag_thread(thread, tags=["hub"], **more),
        "duplicate": lambda **more: acts.mark_duplicate(thread, of=original, **more),
    }


VERBS = ("lock", "move", "pin", "retag", "duplicate")
# What points open to members too; the others are the company's alone.
NEEDED = {"retag": "You need 100 points to", "duplicate": "You need 500 points to"}


# Who may -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("verb", VERBS)
def test_only_the_company_moderates(
    ask: Ask, thread: Thread, second: Board, noor: Member, sasha: Member, verb: str
) -> None:
    Tag.objects.create(name="hub", slug="hub")
    act = everything(thread, second, ask(title="The same"))[verb]
    before = row(thread)
    for by in (noor, sasha):
        with pytest.raises(Refusal, match=NEEDED.get(verb, "Only an ambassador can")):
            act(by=by, reason="Because")
    assert row(thread) == before
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("verb", VERBS)
def test_anothers_thread_needs_a_reason(
    ask: Ask, thread: Thread, second: Board, maren: Member, verb: str
) -> None:
    Tag.objects.create(name="hub", slug="hub")
    act = everything(thread, second, ask(title="The same"))[verb]
    before = row(thread)
    with pytest.raises(Refusal, match="Please give the reason"):
        act(by=maren, reason="")
    assert row(thread) == before
    assert AuditEntry.objects.count() == 0


def test_ones_own_thread_needs_none(ask: Ask, maren: Member) -> None:
    own = ask(by=maren, title="Our own")
    assert acts.pin_thread(own, by=maren) is not None
    own.refresh_from_db()
    assert own.pinned_at is not None


# The log and the undo ----------------------------------------------------------------------------
@pytest.mark.parametrize("verb", VERBS)
def test_every_act_is_written_down_once_and_undone_exactly(
    ask: Ask, thread: Thread, second: Board, maren: Member, noor: Member, verb: str
) -> None:
    tag, old = (Tag.objects.create(name=n, slug=n) for n in ("hub", "old"))
    thread.tags.add(old)
    original = ask(title="The same")
    lock_thread(thread, by=maren, reason="An older reason")
    acts.mark_duplicate(thread, by=maren, of=ask(title="Another"), reason="At first")
    AuditEntry.objects.all().delete()
    before = row(thread)
    act = everything(thread, second, original)[verb]
    entry = act(by=maren, reason="Because", at=T0)
    after = row(thread)
    assert after != before
    assert (entry.verb, entry.actor, entry.reason, entry.at) == (verb, maren, "Because", T0)
    assert (entry.object_kind, entry.object_id, entry.label) == (
        "thread",
        thread.pk,
        "The house is cold",
    )
    assert act(by=maren, reason="Because", at=T0) is None
    assert AuditEntry.objects.get() == entry
    undone = undo_act(entry, by=maren)
    changed = {name for name, value in row(thread).items() if value != before[name]}
    assert changed == set()
    assert (undone.verb, undone.undoes, undone.actor) == ("undo", entry, maren)
    with pytest.raises(Refusal, match="undone already"):
        undo_act(entry, by=maren)
    assert AuditEntry.objects.count() == 2
    assert recount() == {}
    assert tag.threads.count() == 0


def test_only_the_company_undoes(thread: Thread, maren: Member, noor: Member) -> None:
    entry = lock_thread(thread, by=maren, reason="Enough")
    assert entry is not None
    with pytest.raises(Refusal, match="Only an ambassador"):
        undo_act(entry, by=noor)


def test_what_was_changed_since_is_not_undone(thread: Thread, maren: Member) -> None:
    first = lock_thread(thread, by=maren, reason="One")
    second = lock_thread(thread, by=maren, reason="Two")
    assert first is not None
    assert second is not None
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(first, by=maren)
    undo_act(second, by=maren)
    thread.refresh_from_db()
    assert (thread.is_locked, thread.locked_reason) == (True, "One")


def test_an_undo_is_not_undone(thread: Thread, maren: Member) -> None:
    entry = lock_thread(thread, by=maren, reason="One")
    assert entry is not None
    with pytest.raises(Refusal, match="cannot be undone"):
        undo_act(undo_act(entry, by=maren), by=maren)


def test_a_reason_is_capped(thread: Thread, maren: Member) -> None:
    lock_thread(thread, by=maren, reason="x" * 400)
    assert len(last().reason) == 300


def test_unlocking_is_an_act(thread: Thread, maren: Member) -> None:
    assert unlock_thread(thread, by=maren, reason="Again") is None
    lock_thread(thread, by=maren, reason="One")
    with pytest.raises(Refusal, match="Please give the reason"):
        unlock_thread(thread, by=maren, reason=" ")
    unlock_thread(thread, by=maren, reason="Again")
    assert (last().verb, last().reason) == ("unlock", "Again")
    undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert (thread.is_locked, thread.locked_reason) == (True, "One")


# Moving ------------------------------------------------------------------------------------------
def test_a_board_that_does_not_take_the_kind(thread: Thread, other: Board, maren: Member) -> None:
    with pytest.raises(Refusal, match="does not take that kind"):
        acts.move_thread(thread, by=maren, board=other, reason="Wrong place")


def test_a_deleted_thread_is_not_moved(thread: Thread, second: Board, maren: Member) -> None:
    delete_thread(thread, by=maren)
    with pytest.raises(Refusal, match="Bring it back first"):
        acts.move_thread(thread, by=maren, board=second, reason="Wrong place")


def test_the_author_is_told_of_a_move(thread: Thread, second: Board, maren: Member) -> None:
    entry = acts.move_thread(thread, by=maren, board=second, reason="It is about water")
    assert entry is not None
    told = Notification.objects.get(event=f"moderation:{entry.pk}")
    assert (told.member, told.kind, told.words) == (
        thread.author,
        "moderated",
        "Moved to another board. It is about water",
    )
    undo_act(entry, by=maren)
    told.refresh_from_db()
    assert told.withdrawn_at is not None


def test_who_loses_sight_is_told_nothing_and_counts_nothing(
    as_member: AsMember,
    thread: Thread,
    closed_board: Board,
    partners: Group,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
) -> None:
    tomasz.groups.add(partners)
    for member in (sasha, tomasz):
        watch_thread(thread, by=member)
    post_reply(thread, by=maren, source="We look at it.")
    acts.move_thread(thread, by=maren, board=closed_board, reason="A contract")
    new = Notification.objects.filter(read_at=None, source_id=thread.pk)
    told = [("noor", "moderated"), ("tomasz", "reply")]
    assert sorted(new.values_list("member__username", "kind")) == told
    assert as_member(noor).get(thread.get_absolute_url()).status_code == 404
    assert as_member(tomasz).get(thread.get_absolute_url()).status_code == 200
    undo_act(last(), by=maren)
    assert as_member(noor).get(thread.get_absolute_url()).status_code == 200


def test_words_that_only_a_closed_board_knows_stay_there(
    ask: Ask, board: Board, closed_board: Board, maren: Member
) -> None:
    hushed, shared, curated = (
        Tag.objects.create(name=n, slug=n) for n in ("hushed", "shared", "curated")
    )
    closed_board.tags.add(hushed)
    board.tags.add(curated)
    ask(title="Open already").tags.add(shared)
    inner = ask(board=closed_board, by=maren)
    inner.tags.set([hushed, shared, curated])
    entry = acts.move_thread(inner, by=maren, board=board, reason="For all")
    assert sorted(inner.tags.values_list("slug", flat=True)) == ["curated", "shared"]
    assert entry is not None
    undo_act(entry, by=maren)
    assert sorted(inner.tags.values_list("slug", flat=True)) == ["curated", "hushed", "shared"]


# Pinned ------------------------------------------------------------------------------------------
def test_a_board_has_three_pinned_threads_at_most(ask: Ask, maren: Member, second: Board) -> None:
    four = [ask(title=f"Thread {n}") for n in range(4)]
    for n, one in enumerate(four[:3]):
        acts.pin_thread(one, by=maren, reason="Read first", at=T0 + timedelta(hours=n))
    with pytest.raises(Refusal, match="Thread 2; Thread 1; Thread 0"):
        acts.pin_thread(four[3], by=maren, reason="Read first")
    moved = acts.move_thread(four[0], by=maren, board=second, reason="Water")
    acts.pin_thread(four[3], by=maren, reason="Read first")
    assert moved is not None
    with pytest.raises(Refusal, match="3 pinned threads already"):
        undo_act(moved, by=maren)
    with pytest.raises(Refusal, match="Please give the reason"):
        acts.unpin_thread(four[3], by=maren, reason=" ")
    acts.unpin_thread(four[3], by=maren, reason="Read by all")
    assert last().reason == "Read by all"
    undo_act(moved, by=maren)
    four[0].refresh_from_db()
    assert four[0].pinned_at == T0


def test_pinned_threads_stand_first_and_once(ask: Ask, board: Board, maren: Member) -> None:
    threads = [ask(title=f"{n}", at=T0 + timedelta(hours=n)) for n in range(7)]
    for n, hour in ((1, 1), (4, 2)):
        acts.pin_thread(threads[n], by=maren, reason="First", at=T0 + timedelta(days=hour))
    pages, after = [], ""
    while True:
        page = list_threads(maren, Asked(after=after), board=board, size=2)
        pages.append([one.title for one in page.rows])
        after = page.next
        if not after:
            break
    assert pages == [["4", "1", "6", "5"], ["3", "2"], ["0"]]
    everywhere = [one.title for one in list_threads(maren, Asked()).rows]
    newest = [one.title for one in list_threads(maren, Asked("newest"), board=board).rows]
    assert everywhere == newest == ["6", "5", "4", "3", "2", "1", "0"]


def test_pinned_threads_cost_no_query(
    ask: Ask, board: Board, maren: Member, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        ask(title=f"{n}")
    visitor = Client()
    visitor.get(board.get_absolute_url())
    with django_assert_num_queries(3):
        visitor.get(board.get_absolute_url())
    for one in Thread.objects.all()[:3]:
        acts.pin_thread(one, by=maren, reason="First")
    with django_assert_num_queries(3):
        page = visitor.get(board.get_absolute_url())
    assert page.content.count(b"Pinned") == 3


def test_a_hidden_pinned_thread_is_on_no_list(ask: Ask, board: Board, maren: Member) -> None:
    one = ask()
    acts.pin_thread(one, by=maren, reason="First")
    delete_thread(one, by=maren)
    assert list_threads(maren, Asked(), board=board).rows == []


# Duplicates --------------------------------------------------------------------------------------
def test_no_circles_and_nothing_that_is_gone(ask: Ask, thread: Thread, maren: Member) -> None:
    second, third = ask(title="Two"), ask(title="Three")
    with pytest.raises(Refusal, match="same as itself"):
        acts.mark_duplicate(thread, by=maren, of=thread, reason="So")
    acts.mark_duplicate(second, by=maren, of=thread, reason="So")
    with pytest.raises(Refusal, match="duplicate itself"):
        acts.mark_duplicate(thread, by=maren, of=second, reason="So")
    with pytest.raises(Refusal, match="Others are duplicates of this thread: Two"):
        acts.mark_duplicate(thread, by=maren, of=third, reason="So")
    acts.mark_duplicate(second, by=maren, of=third, reason="Rather this")
    acts.mark_duplicate(thread, by=maren, of=third, reason="So")
    acts.unmark_duplicate(thread, by=maren, reason="No")
    delete_thread(third, by=maren)
    with pytest.raises(Refusal, match="nobody could follow"):
        acts.mark_duplicate(thread, by=maren, of=third, reason="So")
    assert ThreadLink.objects.count() == 1


def test_a_thread_is_the_same_as_one_other(ask: Ask, thread: Thread, maren: Member) -> None:
    second, third = ask(title="Two"), ask(title="Three")
    acts.mark_duplicate(thread, by=maren, of=second, reason="So")
    acts.mark_duplicate(thread, by=maren, of=third, reason="No, this")
    assert ThreadLink.objects.get().to == third
    with pytest.raises(Refusal, match="Please give the reason"):
        acts.unmark_duplicate(thread, by=maren, reason=" ")
    acts.unmark_duplicate(thread, by=maren, reason="Another house")
    assert last().reason == "Another house"
    assert ThreadLink.objects.count() == 0
    undo_act(last(), by=maren)
    assert ThreadLink.objects.get().to == third


def test_other_links_stay(ask: Ask, thread: Thread, maren: Member) -> None:
    second = ask(title="Two")
    link_threads(thread, second, kind="follow_up", by=None)
    entry = acts.mark_duplicate(thread, by=maren, of=second, reason="So")
    assert entry is not None
    undo_act(entry, by=maren)
    assert ThreadLink.objects.get().kind == "follow_up"


def test_readers_are_not_led_to_where_they_may_not_look(
    as_member: AsMember, ask: Ask, thread: Thread, board: Board, closed_board: Board, maren: Member
) -> None:
    inner = ask(board=closed_board, by=maren, title="Pilot words")
    with pytest.raises(Refusal, match="not everybody who reads this one"):
        acts.mark_duplicate(thread, by=maren, of=inner, reason="So")
    acts.mark_duplicate(inner, by=maren, of=thread, reason="So")
    second = ask(title="Two")
    acts.mark_duplicate(second, by=maren, of=ask(title="Moves away"), reason="So")
    acts.move_thread(
        Thread.objects.get(title="Moves away"), by=maren, board=closed_board, reason="x"
    )
    for at in (thread.get_absolute_url(), second.get_absolute_url()):
        page = Client().get(at).content.decode()
        assert [words in page for words in ("Pilot words", "Moves away")] == [False, False]
