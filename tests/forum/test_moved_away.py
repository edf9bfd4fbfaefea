"""A thread goes to a board that its author may not see: they are told that, and no more."""

from collections.abc import Callable

from django.core import mail
from django.test import Client

from accounts.actions import deliver_due
from accounts.models import Member, Notification
from accounts.versions import bump
from forum.actions import moderation as acts
from forum.actions.undo import undo_act
from forum.models import Board, Section, Thread

AsMember = Callable[[Member], Client]


def test_an_author_who_may_not_follow_is_told_that_it_went(
    as_member: AsMember, thread: Thread, closed_board: Board, noor: Member, maren: Member
) -> None:
    """Neither the board is named nor the reason given, in the inbox and in the mail."""
    reason = f"It belongs to {closed_board.name}"
    entry = acts.move_thread(thread, by=maren, board=closed_board, reason=reason)
    assert entry is not None
    told = Notification.objects.get(event=f"moderation:{entry.pk}")
    words = "Moved to a board that not everybody sees. You cannot open it any more."
    assert (told.member, told.kind, told.words) == (noor, "moderated", words)
    client = as_member(noor)
    inbox = client.get("/inbox/").content.decode()
    assert [said in inbox for said in (words, thread.title, closed_board.name)] == [
        True,
        True,
        False,
    ]
    assert client.post(f"/inbox/{told.pk}/")["Location"] == "/inbox/"
    mail.outbox.clear()
    deliver_due()
    sent = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)
    assert [said in sent for said in (words, closed_board.name)] == [True, False]
    undo_act(entry, by=maren)
    told.refresh_from_db()
    assert told.withdrawn_at is not None


def test_an_author_is_told_of_no_board_that_they_could_not_open_before(
    thread: Thread, section: Section, closed_board: Board, maren: Member
) -> None:
    other = Board.objects.create(section=section, name="Pilot", slug="pilot", is_closed=True)
    bump("boards")
    acts.move_thread(thread, by=maren, board=closed_board, reason="A contract")
    acts.move_thread(thread, by=maren, board=other, reason="A contract")
    assert Notification.objects.filter(kind="moderated").count() == 1
