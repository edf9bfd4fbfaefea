"""A question that needs more detail opens again when its asker, and nobody else, adds it."""

import pytest

from accounts.models import Member
from forum.actions.replies import comment_on, post_reply
from forum.actions.threads import edit_thread, set_state
from forum.models import Reply, Thread


def needs_info(thread: Thread, maren: Member) -> Thread:
    set_state(thread, by=maren, state="needs_info", note="Which boiler is it?")
    return thread


def test_detail_given_not_by_another(thread: Thread, maren: Member, tomasz: Member) -> None:
    post_reply(needs_info(thread, maren), by=tomasz, source="Probably the pump.")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("needs_info", "Which boiler is it?")


def test_detail_given_not_by_anothers_note_or_edit(
    thread: Thread, maren: Member, tomasz: Member
) -> None:
    comment_on(needs_info(thread, maren), by=tomasz, source="Probably the pump.")
    edit_thread(thread, by=maren, title="Cold house", source=thread.source)
    edit_thread(thread, by=thread.author, title="Cold house", source=thread.source)
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("needs_info", "Which boiler is it?")


@pytest.mark.parametrize("how", ("comment", "comment below", "edit"))
def test_detail_given_in_a_note_or_an_edit(
    thread: Thread, answer: Reply, maren: Member, noor: Member, how: str
) -> None:
    needs_info(thread, maren)
    if how == "edit":
        edit_thread(thread, by=noor, title=thread.title, source="A Quennell from 2012.")
    else:
        comment_on(thread if how == "comment" else answer, by=noor, source="A Quennell.")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("open", "")


def test_detail_given_by_the_asker(thread: Thread, maren: Member, noor: Member) -> None:
    post_reply(needs_info(thread, maren), by=noor, source="A Quennell from 2012.")
    thread.refresh_from_db()
    assert (thread.state, thread.state_note) == ("open", "")
