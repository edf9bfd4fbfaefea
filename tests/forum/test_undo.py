"""Taking an act back after other things happened: what was put back fits what is there now."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member
from accounts.versions import bump
from forum.actions import moderation as acts
from forum.actions.counters import recount
from forum.actions.threads import delete_thread, undelete_thread
from forum.models import Board, Section, Thread

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
