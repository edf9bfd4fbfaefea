"""A question that needs more detail opens again when its asker, and nobody else, adds it."""

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.threads import set_state
from forum.models import Thread


def needs_info(thread: Thread, maren: Member) -> Thread:
    set_state(thread, by=maren, state="needs_info", note="Which boiler is it?")
    return thread


def test_detail_given_not_by_another(thread: Thread, maren: Member, tomasz: Member) -> None:
    post_reply(needs_info(thread, maren), by=tomasz, source="Probably the pump.")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("needs_info", "Which boiler is it?")


def test_detail_given_by_the_asker(thread: Thread, maren: Member, noor: Member) -> None:
    post_reply(needs_info(thread, maren), by=noor, source="A Quennell from 2012.")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("open", "")
