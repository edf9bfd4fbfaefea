"""Hiding and deleting in the company's name: gone for strangers, said to the author, undone exactly."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions import deliver_due
from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.edits import edit_post
from forum.actions.recommendations import recommend_reply
from forum.actions.removals import hide_post, remove_post
from forum.actions.replies import comment_on, delete_comment, delete_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import delete_thread, undelete_thread
from forum.actions.undo import bring_back, undo_act
from forum.models import Comment, Recommendation, Reply, Solution, Thread

AsMember = Callable[[Member], Client]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def note(answer: Reply, noor: Member) -> Comment:
    return comment_on(answer, by=noor, source="Quill note")


def posts(thread: Thread, answer: Reply, note: Comment) -> dict[str, Any]:
    return {"thread": thread, "reply": answer, "comment": note}


def told(entry: AuditEntry | None) -> list[tuple[str, str]]:
    assert entry is not None
    rows = Notification.objects.filter(event=f"moderation:{entry.pk}", withdrawn_at=None)
    return sorted(rows.values_list("member__username", "words"))


KINDS = ("thread", "reply", "comment")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("act", (hide_post, remove_post))
def test_refused_to_members_and_without_a_reason(
    thread: Thread, answer: Reply, note: Comment, maren: Member, sasha: Member, kind: str, act: Any
) -> None:
    post = posts(thread, answer, note)[kind]
    with pytest.raises(Refusal, match="Only an ambassador"):
        act(post, by=sasha, reason="Spam")
    with pytest.raises(Refusal, match="Please give the reason"):
        act(post, by=maren, reason=" ")
    post.refresh_from_db()
    assert (post.deleted_at, AuditEntry.objects.count()) == (None, 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("act", (hide_post, remove_post))
def test_written_down_told_and_undone(
    thread: Thread, answer: Reply, note: Comment, maren: Member, kind: str, act: Any
) -> None:
    post = posts(thread, answer, note)[kind]
    entry = act(post, by=maren, reason="It names a person", at=T0)
    hidden = act is hide_post
    post.refresh_from_db()
    assert (post.deleted_at, post.is_hidden, post.gone_reason) == (T0, hidden, "It names a person")
    assert (entry.verb, entry.object_kind) == ("hide" if hidden else "delete", kind)
    said = "Hidden" if hidden else "Deleted"
    assert told(entry) == [(post.author.username, f"{said}. It names a person")]
    assert act(post, by=maren, reason="It names a person") is None
    assert recount() == {}
    undo_act(entry, by=maren)
    post.refresh_from_db()
    assert (post.deleted_at, post.deleted_by, post.is_hidden, post.gone_reason) == (
        None,
        None,
        False,
        "",
    )
    assert told(entry) == []
    assert recount() == {}


@pytest.mark.parametrize("kind", KINDS)
def test_the_author_sees_it_with_the_reason_and_nobody_else(
    as_member: AsMember,
    thread: Thread,
    answer: Reply,
    note: Comment,
    sasha: Member,
    maren: Member,
    kind: str,
) -> None:
    post = posts(thread, answer, note)[kind]
    words = {"thread": "The hub says waiting", "reply": "two-wire", "comment": "Quill note"}[kind]
    hide_post(post, by=maren, reason="It names a person")
    at = thread.get_absolute_url()
    for client in (Client(), as_member(sasha)):
        page = client.get(at)
        assert page.status_code == (404 if kind == "thread" else 200)
        assert words not in page.content.decode()
        assert "It names a person" not in page.content.decode()
    for member in (post.author, maren):
        seen = as_member(member).get(at).content.decode()
        assert [words in seen, "It names a person" in seen] == [True, True]
        assert "hid" in seen.lower()


def test_who_hid_it_and_left_the_company_sees_it_no_more(
    as_member: AsMember, thread: Thread, answer: Reply, note: Comment, maren: Member
) -> None:
    hide_post(note, by=maren, reason="Names")
    hide_post(answer, by=maren, reason="Names")
    Member.objects.filter(pk=maren.pk).update(role="member")
    page = as_member(maren).get(thread.get_absolute_url()).content.decode()
    assert ["two-wire" in page, "Quill note" in page] == [False, False]
    assert as_member(maren).get(answer.get_absolute_url()).status_code == 404


def test_only_the_company_brings_back_what_it_hid(
    as_member: AsMember, thread: Thread, answer: Reply, noor: Member, tomasz: Member, maren: Member
) -> None:
    hide_post(answer, by=maren, reason="Names")
    with pytest.raises(Refusal, match="The company hid this"):
        undelete_reply(answer, by=tomasz)
    assert as_member(tomasz).post(f"/r/{answer.pk}/undelete/").status_code == 403
    assert b"/undelete/" not in as_member(tomasz).get(thread.get_absolute_url()).content
    assert as_member(maren).post(f"/r/{answer.pk}/undelete/").status_code == 303
    answer.refresh_from_db()
    assert (answer.deleted_at, answer.is_hidden) == (None, False)
    assert AuditEntry.objects.order_by("-pk")[0].verb == "undo"


def test_hiding_what_its_author_deleted_keeps_it_from_coming_back(
    thread: Thread, answer: Reply, tomasz: Member, maren: Member
) -> None:
    delete_reply(answer, by=tomasz, at=T0)
    count = Thread.objects.get().reply_count
    entry = hide_post(answer, by=maren, reason="Spam")
    assert Thread.objects.get().reply_count == count == 0
    with pytest.raises(Refusal, match="The company hid this"):
        undelete_reply(answer, by=tomasz)
    assert entry is not None
    undo_act(entry, by=maren)
    answer.refresh_from_db()
    assert (answer.deleted_at, answer.deleted_by, answer.is_hidden) == (T0, tomasz, False)
    undelete_reply(answer, by=tomasz)
    assert recount() == {}


def test_marks_go_and_come_back(thread: Thread, answer: Reply, noor: Member, maren: Member) -> None:
    accept_solution(answer, by=noor, at=T0)
    recommend_reply(answer, by=maren, reason="Safe")
    entry = hide_post(answer, by=maren, reason="Names")
    thread.refresh_from_db()
    assert (thread.is_solved, thread.solution, thread.solved_at) == (False, None, None)
    assert entry is not None
    undo_act(entry, by=maren)
    thread.refresh_from_db()
    assert (thread.is_solved, thread.solution, thread.solved_at) == (True, answer, T0)
    assert Solution.objects.get(withdrawn_at=None).by == noor
    assert Recommendation.objects.get(withdrawn_at=None).reason == "Safe"
    assert recount() == {}


def test_the_author_of_a_hidden_thread_finds_it_in_the_inbox(
    as_member: AsMember, thread: Thread, noor: Member, sasha: Member, maren: Member
) -> None:
    hide_post(thread, by=maren, reason="It names a person")
    inbox = as_member(noor).get("/inbox/").content.decode()
    assert "Maren Jost moderated what you wrote" in inbox
    assert "Hidden. It names a person" in inbox
    mail.outbox.clear()
    deliver_due()
    assert [one.to for one in mail.outbox] == [["noor@example.org"]]
    assert "It names a person" in str(mail.outbox[0].body)


def test_mail_of_what_was_undone_is_not_sent(thread: Thread, maren: Member) -> None:
    entry = hide_post(thread, by=maren, reason="It names a person")
    assert entry is not None
    undo_act(entry, by=maren)
    mail.outbox.clear()
    deliver_due()
    assert mail.outbox == []


def test_an_own_deletion_needs_no_reason_and_no_entry(
    as_member: AsMember, thread: Thread, noor: Member, maren: Member
) -> None:
    assert as_member(noor).post(f"/t/{thread.pk}/delete/").status_code == 303
    assert AuditEntry.objects.count() == 0
    assert as_member(noor).post(f"/t/{thread.pk}/undelete/").status_code == 303


def test_the_old_addresses_ask_the_company_for_a_reason(
    as_member: AsMember, thread: Thread, answer: Reply, note: Comment, maren: Member
) -> None:
    client = as_member(maren)
    for path in (f"/c/{note.pk}/", f"/r/{answer.pk}/", f"/t/{thread.pk}/"):
        assert client.post(f"{path}delete/").status_code == 403
        assert client.post(f"{path}delete/", {"reason": "Spam"}).status_code == 303
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", "object_kind")
    assert list(verbs) == [("delete", "comment"), ("delete", "reply"), ("delete", "thread")]


def test_bringing_back_what_an_author_deleted_is_written_down(
    thread: Thread, noor: Member, maren: Member
) -> None:
    delete_thread(thread, by=noor)
    with pytest.raises(Refusal, match="Please give the reason"):
        bring_back(thread, by=maren, reason=" ")
    entry = bring_back(thread, by=maren, reason="Others answered")
    assert entry is not None
    assert (entry.verb, entry.reason) == ("restore", "Others answered")
    with pytest.raises(Refusal, match="cannot be undone"):
        undo_act(entry, by=maren)
    with pytest.raises(Refusal, match="This is not deleted"):
        undelete_thread(thread, by=maren)


def test_what_an_author_deleted_is_brought_back_where_the_reason_is_asked(
    as_member: AsMember,
    ask: Callable[..., Thread],
    thread: Thread,
    answer: Reply,
    note: Comment,
    noor: Member,
    maren: Member,
) -> None:
    """For the company there is no button that asks for none; what it took itself has one."""
    client, alone = as_member(maren), ask(title="Nobody has answered")
    deletions: list[tuple[str, Thread, Callable[[], None]]] = [
        (f"/c/{note.pk}/", thread, lambda: delete_comment(note, by=noor)),
        (f"/r/{answer.pk}/", thread, lambda: delete_reply(answer, by=answer.author)),
        (f"/t/{alone.pk}/", alone, lambda: delete_thread(alone, by=noor)),
    ]
    for at, shown_in, delete in deletions:
        path = shown_in.get_absolute_url()
        delete()
        page = client.get(path).content.decode()
        assert (f"{at}undelete/" in page, f"{at}moderate/" in page) == (False, True)
        assert client.post(f"{at}undelete/").status_code == 403
        refused = client.post(f"{at}moderate/", {"act": "restore", "reason": " "})
        assert refused.status_code == 400
        sent = {"act": "restore", "reason": "Others answered"}
        assert client.post(f"{at}moderate/", sent).status_code == 303
        assert AuditEntry.objects.order_by("-pk")[0].reason == "Others answered"
        assert client.post(f"{at}moderate/", {"act": "hide", "reason": "Spam"}).status_code == 303
        assert f"{at}undelete/" in client.get(path).content.decode()
        assert client.post(f"{at}undelete/").status_code == 303
    assert recount() == {}


def test_hidden_is_deleted_in_the_database_too(answer: Reply) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=answer.pk).update(is_hidden=True)


# Edits -------------------------------------------------------------------------------------------
def test_an_edit_in_the_companys_name(
    as_member: AsMember, answer: Reply, thread: Thread, tomasz: Member, maren: Member
) -> None:
    path, client = f"/r/{answer.pk}/edit/", as_member(maren)
    refused = client.post(path, {"source": "Set it."})
    assert refused.status_code == 400
    assert b"Please say why" in refused.content
    with pytest.raises(Refusal, match="Please give the reason"):
        edit_post(answer, by=maren, source="Set it.")
    assert client.post(path, {"source": "Set it.", "note": "A name"}).status_code == 303
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.reason, entry.object_kind) == ("edit", "A name", "reply")
    undo_act(entry, by=maren)
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == ("Set the link to two-wire.", 2)
    edit_post(answer, by=tomasz, source="Mine.")
    edit_post(thread, by=maren, title="Cold", source="Words", tags=[], note="Shorter")
    edit_entry = AuditEntry.objects.get(object_kind="thread")
    undo_act(edit_entry, by=maren)
    thread.refresh_from_db()
    assert (thread.title, thread.source) == ("The house is cold", "The hub says waiting.")
    assert recount() == {}
