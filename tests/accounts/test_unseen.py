"""Who may no longer see a thing hears no figure of it, however much it was."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts import providers
from accounts.actions.notifications import restore_event, settle_unseen, withdraw_event
from accounts.backends import MemberBackend
from accounts.models import Member, Notification
from accounts.queries.inbox import inbox_page
from forum.models import Board, Thread

AsMember = Callable[[Member], Client]
MANY = 1200


def tell_of(member: Member, ids: Collection[int], kind: str = "thread") -> None:
    """A new line of the inbox for each."""
    Notification.objects.bulk_create(
        Notification(
            member=member,
            kind="reply",
            event=f"{kind}:{pk}",
            source_kind=kind,
            source_id=pk,
            title="x",
            url="/t/1/",
        )
        for pk in ids
    )


def new_of(member: Member) -> int:
    """The figure that pages show; taken as they take it."""
    found = MemberBackend().get_user(member.pk)
    return int(found.unread) if found else -1  # type: ignore[attr-defined]


@pytest.fixture
def many(closed_board: Board, maren: Member) -> list[int]:
    Thread.objects.bulk_create(
        Thread(
            board=closed_board,
            author=maren,
            title=f"t{n}",
            slug=f"t{n}",
            kind="question",
            source="x",
            html="x",
        )
        for n in range(MANY)
    )
    return list(Thread.objects.values_list("pk", flat=True))


def test_settle_unseen_keeps_what_is_still_seen(noor: Member, thread: Thread) -> None:
    tell_of(noor, [thread.pk])
    assert (settle_unseen(noor), new_of(noor)) == (0, 1)


def test_figure_counts_each_line_of_the_inbox(
    noor: Member, ask: Callable[..., Thread], as_member: AsMember
) -> None:
    first, second = ask(), ask(title="Another")
    for kind in ("thread", "own_thread"):
        tell_of(noor, [first.pk], kind)
    Notification.objects.create(
        member=noor,
        kind="solved",
        event="again",
        source_kind="thread",
        source_id=first.pk,
        title="x",
        url="/t/1/",
    )
    tell_of(noor, [second.pk])
    assert (new_of(noor), len(inbox_page(noor).groups)) == (3, 3)
    assert '<span class="count">3</span>' in as_member(noor).get("/boards/").content.decode()


def test_remove_takes_out_a_member_who_was_told_of_very_much(
    many: list[int], noor: Member, maren: Member, partners: Group, as_member: AsMember
) -> None:
    noor.groups.add(partners)
    tell_of(noor, many)
    assert new_of(noor) == MANY
    answer = as_member(maren).post(f"/groups/{partners.pk}/m/noor/remove/")
    assert answer.status_code == 302
    assert (noor.groups.count(), new_of(noor)) == (0, 0)


def test_still_visible_asks_for_so_many_at_once(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def provider(_member: Member, ids: Collection[int]) -> Collection[int]:
        asked.append(len(ids))
        return [pk for pk in ids if pk % 2]

    monkeypatch.setitem(providers._may_still_see, "test", provider)
    seen = providers.still_visible(noor, {("test", pk) for pk in range(MANY)})
    assert (asked, seen) == ([500, 500, 200], {("test", pk) for pk in range(1, MANY, 2)})


def test_still_visible_who_insists_hears_of_a_failure(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> Any:
        raise RuntimeError("down")

    monkeypatch.setitem(providers._may_still_see, "test", broken)
    assert providers.still_visible(noor, {("test", 1)}) == set()
    with pytest.raises(RuntimeError, match="down"):
        providers.still_visible(noor, {("test", 1)}, insist=True)


def test_settle_unseen_of_several_kinds(
    noor: Member, sasha: Member, thread: Thread, ask: Callable[..., Thread]
) -> None:
    other = ask(by=sasha)
    tell_of(noor, [thread.pk, other.pk, 999_999], "own_thread")
    tell_of(noor, [thread.pk, 999_999])
    assert settle_unseen(noor) == 3
    left = noor.notifications.filter(read_at=None).values_list("source_kind", "source_id")
    assert sorted(left) == [("own_thread", thread.pk), ("thread", thread.pk)]


def test_settle_unseen_reaches_what_is_taken_back_for_now(noor: Member) -> None:
    tell_of(noor, [999_999])
    withdraw_event("thread:999999")
    assert settle_unseen(noor) == 1
    restore_event("thread:999999")
    assert new_of(noor) == 0


def test_restore_event_of_a_source_that_nobody_knows_counts_for_nobody(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> Any:
        raise RuntimeError("down")

    monkeypatch.setitem(providers._readers_of, "broken", broken)
    for kind in ("unheard-of", "broken"):
        tell_of(noor, [1], kind)
        withdraw_event(f"{kind}:1")
        restore_event(f"{kind}:1")
    assert (new_of(noor), noor.notifications.filter(withdrawn_at=None).count()) == (0, 2)


def test_restore_event_counts_again_for_who_still_sees(
    noor: Member, sasha: Member, thread: Thread
) -> None:
    for kind in ("thread", "own_thread"):
        tell_of(noor, [thread.pk], kind)
        tell_of(sasha, [thread.pk], kind)
        withdraw_event(f"{kind}:{thread.pk}")
        restore_event(f"{kind}:{thread.pk}")
    assert (new_of(noor), new_of(sasha)) == (2, 1)
