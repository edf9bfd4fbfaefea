"""Threads: asking, states, locking, deleting, links, and who is told."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Member, Notification
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.replies import delete_reply, post_reply
from forum.actions.threads import (
    ask_thread,
    delete_thread,
    link_threads,
    lock_thread,
    set_state,
    undelete_thread,
    unlock_thread,
)
from forum.actions.votes import watch_board
from forum.enums import STATES, State
from forum.markup import TextTooLong
from forum.models import Board, Reply, Thread, ThreadLink
from forum.models.threads import RESERVED_SLUGS
from forum.signals import thread_changed
from forum.urls import urlpatterns

AsMember = Callable[[Member], Client]


def told(kind: str) -> list[str]:
    rows = Notification.objects.filter(kind=kind).filter(withdrawn_at=None)
    return sorted(rows.values_list("member__username", flat=True))


def test_a_board_takes_only_its_kinds(board: Board, noor: Member) -> None:
    board.kinds = ["idea"]
    with pytest.raises(Refusal, match="This board does not take that kind of thread"):
        ask_thread(board, by=noor, kind="question", title="Cold", source="Cold")
    assert Thread.objects.count() == 0


def test_a_text_above_the_cap_is_refused(board: Board, noor: Member) -> None:
    with pytest.raises(TextTooLong):
        ask_thread(board, by=noor, kind="question", title="Cold", source="x" * 10_001)
    board.refresh_from_db()
    assert (Thread.objects.count(), board.thread_count) == (0, 0)


def test_a_title_above_the_cap_leaves_nothing(board: Board, noor: Member) -> None:
    """SQLite refuses by the check, PostgreSQL by the column's own length before it."""
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        ask_thread(board, by=noor, kind="question", title="x" * 301, source="Cold")
    board.refresh_from_db()
    assert (Thread.objects.count(), board.thread_count) == (0, 0)


def test_asking(board: Board, noor: Member) -> None:
    for slug in ("hub", "two-wire", "a", "b", "c", "d"):
        board.tags.create(name=slug, slug=slug)
    heard: list[int] = []
    hear = lambda sender, thread_id, **more: heard.append(thread_id)  # noqa: E731
    thread_changed.connect(hear)
    thread = ask_thread(
        board,
        by=noor,
        kind="problem",
        title="  The house is cold  ",
        source=" The hub says *waiting*. ",
        tags=["two-wire", "Hub", "nonsense", "a", "b", "c", "d", "hub"],
    )
    thread_changed.disconnect(hear)
    assert (thread.title, thread.slug, thread.state) == (
        "The house is cold",
        "the-house-is-cold",
        "reported",
    )
    assert thread.html == "<p>The hub says <em>waiting</em>.</p>\n"
    assert thread.gist == "The hub says waiting."
    tags = set(thread.tags.values_list("slug", flat=True))
    assert tags == {"two-wire", "hub", "a", "b", "c"}
    board.refresh_from_db()
    assert board.thread_count == 1
    assert Thread.objects.get(pk=thread.pk).watch_count == 1
    assert heard == [thread.pk]
    assert recount() == {}


def test_who_watches_the_board_is_told_once(
    board: Board, noor: Member, tomasz: Member, sasha: Member
) -> None:
    for member in (noor, tomasz, sasha):
        watch_board(board, by=member)
    ask_thread(board, by=noor, kind="talk", title="Hello", source="Hello @sasha")
    assert (told("new_thread"), told("name_call")) == (["tomasz"], ["sasha"])


def test_who_left_the_group_is_not_told(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member, sasha: Member
) -> None:
    for member in (noor, tomasz, sasha):
        member.groups.add(partners)
        watch_board(closed_board, by=member)
    sasha.groups.remove(partners)
    ask_thread(closed_board, by=noor, kind="talk", title="Hush", source="Hush")
    assert told("new_thread") == ["tomasz"]


# States -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ("noor", "tomasz", "sasha"))
def test_only_the_company_says_where_it_stands(
    thread: Thread, noor: Member, tomasz: Member, sasha: Member, name: str
) -> None:
    by = {"noor": noor, "tomasz": tomasz, "sasha": sasha}[name]
    with pytest.raises(Refusal, match="Only an ambassador can say where this stands"):
        set_state(thread, by=by, state="needs_info")
    with pytest.raises(Refusal, match="Only an ambassador can say where this stands"):
        lock_thread(thread, by=by, reason="Enough")
    with pytest.raises(Refusal, match="Only an ambassador can say where this stands"):
        unlock_thread(thread, by=by)


@pytest.mark.parametrize("kind", sorted(STATES))
def test_each_kind_has_its_own_states(ask: Callable[..., Thread], maren: Member, kind: str) -> None:
    thread = ask(kind=kind)
    taken = []
    for state in [*State.values, "nonsense"]:
        try:
            set_state(thread, by=maren, state=state, note="Because")
        except Refusal as refusal:
            assert str(refusal) == "A thread of this kind cannot be in that state."
        else:
            taken.append(state)
    assert sorted(taken) == sorted(STATES[kind])


@pytest.mark.parametrize(("kind", "state"), [("problem", "wont_fix"), ("idea", "declined")])
def test_a_no_has_a_reason(
    ask: Callable[..., Thread], maren: Member, kind: str, state: str
) -> None:
    thread = ask(kind=kind)
    with pytest.raises(Refusal, match="Please give the reason"):
        set_state(thread, by=maren, state=state, note="  ")
    set_state(thread, by=maren, state=state, note=" It would drain the battery ")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == (state, "It would drain the battery")


def test_locking_needs_a_reason_and_is_undone(thread: Thread, maren: Member) -> None:
    with pytest.raises(Refusal, match="Please give the reason"):
        lock_thread(thread, by=maren, reason=" ")
    lock_thread(thread, by=maren, reason="In circles")
    thread.refresh_from_db()
    assert (thread.is_locked, thread.locked_reason) == (True, "In circles")
    unlock_thread(thread, by=maren, reason="It goes on")
    thread.refresh_from_db()
    assert (thread.is_locked, thread.locked_reason) == (False, "")


# Deleting -----------------------------------------------------------------------------------
def test_who_asked_cannot_delete_others_answers(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member
) -> None:
    with pytest.raises(Refusal, match="Others have answered here"):
        delete_thread(thread, by=noor)
    delete_reply(answer, by=tomasz)
    post_reply(thread, by=noor, source="Never mind")
    delete_thread(thread, by=noor)
    thread.refresh_from_db()
    assert thread.deleted_by == noor


def test_deleting_and_bringing_back(
    as_member: AsMember,
    thread: Thread,
    answer: Reply,
    board: Board,
    noor: Member,
    tomasz: Member,
    maren: Member,
) -> None:
    at = thread.get_absolute_url()
    delete_thread(thread, by=maren)
    board.refresh_from_db()
    assert board.thread_count == 0
    statuses = {who.username: as_member(who).get(at).status_code for who in (noor, tomasz, maren)}
    assert statuses == {"noor": 200, "tomasz": 404, "maren": 200}
    visitor = Client()
    assert visitor.get(at).status_code == 404
    for path in ("/", "/threads/", "/b/heating/", "/m/noor/", "/m/tomasz/?show=answered"):
        assert b"The house is cold" not in visitor.get(path).content
    with pytest.raises(Refusal, match="This is deleted already"):
        delete_thread(thread, by=maren)
    with pytest.raises(Refusal, match="Only the person who deleted this"):
        undelete_thread(thread, by=noor)
    undelete_thread(thread, by=maren)
    with pytest.raises(Refusal, match="This is not deleted"):
        undelete_thread(thread, by=maren)
    assert visitor.get(at).status_code == 200
    assert recount() == {}


# Links and addresses ------------------------------------------------------------------------
def test_linking_twice_is_linking_once(ask: Callable[..., Thread], maren: Member) -> None:
    one, two = ask(), ask()
    link_threads(one, two, kind="duplicate", by=maren)
    link_threads(one, two, kind="duplicate", by=None)
    assert ThreadLink.objects.get().by == maren
    with pytest.raises(IntegrityError), transaction.atomic():
        link_threads(one, one, kind="related", by=maren)


def test_a_link_shows_at_both_ends(ask: Callable[..., Thread], maren: Member) -> None:
    one, two = ask(title="Cold hall"), ask(title="Cold bath")
    link_threads(one, two, kind="duplicate", by=maren)
    visitor = Client()

    def words_of(thread: Thread) -> str:
        return re.sub(r"<[^>]+>", "", visitor.get(thread.get_absolute_url()).text)

    assert "The same as: Cold bath" in words_of(one)
    assert "Asked again: Cold hall" in words_of(two)
    delete_thread(two, by=maren)
    assert b"Cold bath" not in visitor.get(one.get_absolute_url()).content


def test_a_link_in_a_text_holds_no_words(ask: Callable[..., Thread], board: Board) -> None:
    """They are stored, and the thread may be hidden later."""
    secret = ask(title="Quillfeather")
    pointing = ask(source=f"See #{secret.pk}")
    assert f'href="/t/{secret.pk}/"' in pointing.html
    assert "quillfeather" not in pointing.html.casefold()
    where = Client().get(f"/t/{secret.pk}/")
    assert (where.status_code, where["Location"]) == (301, secret.get_absolute_url())


def test_addresses_written_out_are_the_patterns(thread: Thread, answer: Reply) -> None:
    assert thread.get_absolute_url() == reverse("forum:thread", args=[thread.pk, thread.slug])
    assert answer.get_absolute_url() == reverse("forum:reply", args=[thread.pk, answer.pk])


@pytest.mark.parametrize(
    "title", ("Edit", "history", "Me too", "R", "🔥", "", "...", "Ünïcode Straße")
)
def test_every_title_has_an_address(ask: Callable[..., Thread], title: str) -> None:
    thread = ask(title=title)
    assert Client().get(thread.get_absolute_url()).status_code == 200


def test_reserved_slugs_are_the_tails_of_actions() -> None:
    tails = {
        str(one.pattern).removeprefix("t/<id:thread_id>/").partition("/")[0]
        for one in urlpatterns
        if str(one.pattern).startswith("t/<id:thread_id>/")
    }
    assert {tail for tail in tails if tail and not tail.startswith("<")} <= RESERVED_SLUGS


def test_another_slug_leads_to_the_address(thread: Thread) -> None:
    for path in (f"/t/{thread.pk}/", f"/t/{thread.pk}/-/", f"/t/{thread.pk}/other/"):
        answered = Client().get(path)
        assert (answered.status_code, answered["Location"]) == (301, thread.get_absolute_url())


# The company's panel ------------------------------------------------------------------------
def test_state_and_lock_forms(as_member: AsMember, thread: Thread, maren: Member) -> None:
    client, at = as_member(maren), f"/t/{thread.pk}/"
    bad = [
        ("state/", {"state": "nonsense"}, 400),
        ("state/", {"state": "fixed"}, 403),
        ("state/", {"state": "needs_info", "note": "x" * 301}, 400),
        ("state/", {"state": "needs_info", "note": "a\x00"}, 400),
        ("lock/", {}, 403),
        ("lock/", {"reason": "x" * 301}, 400),
        ("lock/", {"reason": "a\x00"}, 400),
        ("lock/", {"locked": "2", "reason": "a"}, 400),
    ]
    answers = [client.post(at + tail, data).status_code for tail, data, _status in bad]
    assert answers == [status for _tail, _data, status in bad]
    thread.refresh_from_db()
    assert (thread.state, thread.is_locked) == ("open", False)
    assert client.post(f"{at}state/", {"state": "needs_info", "note": "Which?"}).status_code == 303
    assert client.post(f"{at}lock/", {"reason": "In circles"}).status_code == 303
    thread.refresh_from_db()
    assert (thread.state, thread.is_locked) == ("needs_info", True)
    assert client.post(f"{at}lock/", {"locked": "0"}).status_code == 403
    thread.refresh_from_db()
    assert thread.is_locked
    assert client.post(f"{at}lock/", {"locked": "0", "reason": "Again"}).status_code == 303
    thread.refresh_from_db()
    assert not thread.is_locked


def test_thread_delete_button(
    as_member: AsMember, thread: Thread, noor: Member, tomasz: Member, maren: Member
) -> None:
    """The asker has it as long as nobody else's answer stands; the company deletes where it says
    why, and not by one press."""
    button = f'action="/t/{thread.pk}/delete/"'

    def offered(who: Member) -> bool:
        return button in as_member(who).get(thread.get_absolute_url()).content.decode()

    post_reply(thread, by=noor, source="Never mind")
    assert [offered(who) for who in (noor, tomasz, maren)] == [True, False, False]
    other = post_reply(thread, by=tomasz, source="Two-wire.")
    assert [offered(who) for who in (noor, tomasz, maren)] == [False, False, False]
    delete_reply(other, by=tomasz)
    assert offered(noor)
