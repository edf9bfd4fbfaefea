"""Answers and comments: post, quote, delete, bring back, and who is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Delivery, Member, Notification
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.recommendations import recommend_reply
from forum.actions.replies import (
    comment_on,
    delete_comment,
    delete_reply,
    post_reply,
    undelete_reply,
)
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, delete_thread, lock_thread
from forum.actions.votes import unwatch_thread, watch_thread
from forum.markup import TextTooLong
from forum.models import Board, Comment, Reply, Thread, Watch

AsMember = Callable[[Member], Client]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def told(event: str) -> list[tuple[str, str]]:
    """(username, kind) of those who are told of an event that stands."""
    rows = Notification.objects.filter(event=event).filter(withdrawn_at=None)
    return sorted(rows.values_list("member__username", "kind"))


def heads(thread: Thread) -> tuple[int, datetime, str | None]:
    """Reply count, last activity and who spoke last, as kept."""
    thread = Thread.objects.select_related("last_author").get(pk=thread.pk)
    last = thread.last_author
    return thread.reply_count, thread.active_at, last.username if last else None


def test_nothing_is_added_to_a_locked_thread(
    thread: Thread, answer: Reply, maren: Member, sasha: Member
) -> None:
    lock_thread(thread, by=maren, reason="In circles")
    with pytest.raises(Refusal, match="closed to new replies"):
        post_reply(thread, by=sasha, source="One more")
    with pytest.raises(Refusal, match="closed to new replies"):
        comment_on(Reply.objects.get(pk=answer.pk), by=sasha, source="One more")
    assert Reply.objects.count() == 1
    assert Comment.objects.count() == 0


def test_nothing_is_added_to_a_deleted_thread(thread: Thread, maren: Member, sasha: Member) -> None:
    delete_thread(thread, by=maren)
    with pytest.raises(Refusal, match="This thread was deleted"):
        post_reply(thread, by=sasha, source="One more")
    assert Reply.objects.count() == 0


def test_a_text_above_the_cap_is_refused(thread: Thread, answer: Reply, sasha: Member) -> None:
    with pytest.raises(TextTooLong):
        post_reply(thread, by=sasha, source="x" * 10_001)
    with pytest.raises(TextTooLong):
        comment_on(answer, by=sasha, source="x" * 601)
    assert (Reply.objects.count(), Comment.objects.count()) == (1, 0)


def test_a_text_at_the_cap_is_kept(thread: Thread, answer: Reply, sasha: Member) -> None:
    assert len(post_reply(thread, by=sasha, source="x" * 10_000).source) == 10_000
    assert len(comment_on(answer, by=sasha, source="x" * 600).source) == 600


def test_an_answer(thread: Thread, tomasz: Member, sasha: Member) -> None:
    watch_thread(thread, by=sasha)
    reply = post_reply(thread, by=tomasz, source="  Set it to *two-wire*.  ")
    assert reply.source == "Set it to *two-wire*."
    assert reply.html == "<p>Set it to <em>two-wire</em>.</p>\n"
    assert heads(thread) == (1, reply.created_at, "tomasz")
    assert told(f"reply:{reply.pk}") == [("noor", "answer"), ("sasha", "reply")]
    assert Watch.objects.filter(thread=thread, member=tomasz).count() == 1
    assert recount() == {}


def test_whoever_is_named_is_told_once(thread: Thread, tomasz: Member, sasha: Member) -> None:
    """Noor watches her thread, but being named says more than a reply does."""
    reply = post_reply(thread, by=tomasz, source="@noor and @sasha, look. @noor again")
    assert told(f"reply:{reply.pk}") == [("noor", "name_call"), ("sasha", "name_call")]


def test_whoever_wants_no_mail_has_it_in_the_inbox(
    thread: Thread, noor: Member, tomasz: Member
) -> None:
    Member.objects.filter(pk=noor.pk).update(wants_mail=False)
    reply = post_reply(thread, by=tomasz, source="Hello")
    assert told(f"reply:{reply.pk}") == [("noor", "answer")]
    assert Delivery.objects.count() == 0


def test_who_stopped_watching_is_not_told(thread: Thread, noor: Member, tomasz: Member) -> None:
    unwatch_thread(thread, by=noor)
    reply = post_reply(thread, by=tomasz, source="Hello")
    assert told(f"reply:{reply.pk}") == []


def test_an_older_answer_does_not_speak_last(
    ask: Callable[..., Thread], tomasz: Member, sasha: Member
) -> None:
    thread = ask(at=T0)
    post_reply(thread, by=tomasz, source="Later", at=T0 + 2 * DAY)
    post_reply(thread, by=sasha, source="Earlier", at=T0 + DAY)
    assert heads(thread) == (2, T0 + 2 * DAY, "tomasz")
    assert recount() == {}


# Deleting -----------------------------------------------------------------------------------
def test_strangers_delete_nothing(answer: Reply, sasha: Member, noor: Member) -> None:
    for by in (sasha, noor):
        with pytest.raises(Refusal, match="Only the person who wrote this"):
            delete_reply(answer, by=by)
    assert Reply.objects.filter(deleted_at=None).count() == 1


def test_deleting_and_bringing_back(
    ask: Callable[..., Thread], tomasz: Member, sasha: Member
) -> None:
    thread = ask(at=T0)
    first = post_reply(thread, by=sasha, source="One", at=T0 + DAY)
    last = post_reply(thread, by=tomasz, source="Two", at=T0 + 2 * DAY)
    delete_reply(last, by=tomasz)
    assert heads(thread) == (1, T0 + DAY, "sasha")
    delete_reply(first, by=sasha)
    assert heads(thread) == (0, T0, "noor")
    with pytest.raises(Refusal, match="This is deleted already"):
        delete_reply(first, by=sasha)
    undelete_reply(last, by=tomasz)
    assert heads(thread) == (1, T0 + 2 * DAY, "tomasz")
    with pytest.raises(Refusal, match="This is not deleted"):
        undelete_reply(last, by=tomasz)
    assert recount() == {}


def test_what_was_deleted_is_not_told_any_more(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> None:
    note = comment_on(answer, by=noor, source="Thanks @sasha")
    recommend_reply(answer, by=maren)
    made = accept_solution(answer, by=noor)
    events = [
        f"reply:{answer.pk}",
        f"comment:{note.pk}",
        f"recommended:{answer.pk}",
        f"solution:{made.thread_id}:{made.reply_id}",
    ]
    assert [told(event) for event in events] == [
        [("noor", "answer")],
        [("sasha", "name_call"), ("tomasz", "reply")],
        [("tomasz", "recommended")],
        [("tomasz", "your_answer")],
    ]
    delete_reply(answer, by=tomasz)
    assert [told(event) for event in events] == [[], [], [], []]


def test_a_deleted_answer_is_for_its_author_and_the_company(
    as_member: AsMember,
    thread: Thread,
    answer: Reply,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
) -> None:
    delete_reply(answer, by=tomasz)
    at = answer.get_absolute_url()
    for member, status in ((noor, 404), (sasha, 404), (tomasz, 302), (maren, 302)):
        client = as_member(member)
        assert client.get(at).status_code == status
        shown = answer.source.encode() in client.get(thread.get_absolute_url()).content
        assert shown == (status == 302)
        assert client.get(f"/r/{answer.pk}/history/").status_code == (200 if shown else 404)
    visitor = Client()
    assert visitor.get(at).status_code == 404
    assert visitor.get(f"/r/{answer.pk}/history/").status_code == 404
    assert answer.source.encode() not in visitor.get(thread.get_absolute_url()).content


# Comments -----------------------------------------------------------------------------------
def test_a_comment_tells_the_author_and_who_asked(
    thread: Thread, answer: Reply, noor: Member, sasha: Member
) -> None:
    under = comment_on(answer, by=sasha, source="Thanks")
    above = comment_on(thread, by=sasha, source="Which hub?")
    assert told(f"comment:{under.pk}") == [("noor", "reply"), ("tomasz", "reply")]
    assert told(f"comment:{above.pk}") == [("noor", "reply")]
    assert (under.reply, above.reply) == (answer, None)
    assert Reply.objects.get().comment_count == 1
    assert Thread.objects.get().comment_count == 1
    assert recount() == {}


def test_a_comment_tells_those_already_in_its_row(
    thread: Thread, answer: Reply, noor: Member, sasha: Member, maren: Member
) -> None:
    comment_on(answer, by=sasha, source="Thanks")
    delete_comment(comment_on(answer, by=maren, source="Oh"), by=maren)
    after = comment_on(answer, by=noor, source="And @sasha?")
    elsewhere = comment_on(thread, by=noor, source="Hm")
    assert told(f"comment:{after.pk}") == [("sasha", "name_call"), ("tomasz", "reply")]
    assert told(f"comment:{elsewhere.pk}") == []


def test_who_left_the_group_hears_of_no_comment(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member, sasha: Member
) -> None:
    for member in (noor, tomasz, sasha):
        member.groups.add(partners)
    thread = ask_thread(closed_board, by=noor, kind="talk", title="Hush", source="Hush")
    comment_on(thread, by=sasha, source="Hush")
    for member in (noor, sasha):
        member.groups.clear()
    assert told(f"comment:{comment_on(thread, by=tomasz, source='Hush').pk}") == []


def test_one_does_not_tell_oneself(answer: Reply, tomasz: Member) -> None:
    note = comment_on(answer, by=tomasz, source="I mean the other end, @tomasz")
    assert told(f"comment:{note.pk}") == [("noor", "reply")]


def test_strangers_delete_no_comment(answer: Reply, noor: Member, sasha: Member) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    with pytest.raises(Refusal, match="Only the person who wrote this"):
        delete_comment(note, by=sasha)
    assert Comment.objects.filter(deleted_at=None).count() == 1


def test_a_comment_deleted_twice_is_deleted_once(
    answer: Reply, noor: Member, maren: Member
) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    delete_comment(note, by=noor)
    delete_comment(note, by=maren)
    gone = Comment.objects.get()
    assert gone.deleted_by == noor
    assert Reply.objects.get().comment_count == 0
    assert told(f"comment:{note.pk}") == []
    assert recount() == {}


def test_comment_delete_button(as_member: AsMember, answer: Reply, noor: Member) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    client = as_member(noor)
    answered = client.post(f"/c/{note.pk}/delete/")
    assert (answered.status_code, answered["Location"]) == (303, answer.get_absolute_url())
    assert client.post(f"/c/{note.pk}/delete/").status_code == 404


# Pages --------------------------------------------------------------------------------------
def test_reply_post_page(as_member: AsMember, thread: Thread, tomasz: Member) -> None:
    client, path = as_member(tomasz), f"/t/{thread.pk}/reply/"
    for source in ("", "   ", "x" * 10_001, "\x00"):
        assert client.post(path, {"source": source, "x": "1"}).status_code == 400
    preview = client.post(path, {"source": "*Hi*", "preview": "1"})
    assert (preview.status_code, b"<p><em>Hi</em></p>" in preview.content) == (200, True)
    assert Reply.objects.count() == 0
    answered = client.post(path, {"source": "Hi"})
    made = Reply.objects.get()
    assert answered.status_code == 303
    assert answered["Location"] == f"{made.get_absolute_url()}?posted=1"


def test_a_text_at_the_cap_with_line_ends_is_kept(
    as_member: AsMember, thread: Thread, answer: Reply, tomasz: Member
) -> None:
    """Browsers send two characters for a line's end and count one."""
    client = as_member(tomasz)
    for path, cap in ((f"/t/{thread.pk}/reply/", 10_000), (f"/r/{answer.pk}/comment/", 600)):
        source = "a\r\n" * (cap // 2)
        assert client.post(path, {"source": source}).status_code == 303
    assert "\r" not in Reply.objects.latest("pk").source + Comment.objects.get().source


def test_quoting(as_member: AsMember, thread: Thread, answer: Reply, sasha: Member) -> None:
    client, path = as_member(sasha), f"/t/{thread.pk}/reply/"
    page = client.get(f"{path}?quote={answer.pk}").content.decode()
    assert "&gt; Set the link to two-wire." in page
    assert "Tomasz Wilk" in page
    assert client.get(f"{path}?quote=99999").status_code == 404
    for nonsense in ("x", "-1", "9" * 30, "1.0"):
        assert client.get(f"{path}?quote={nonsense}").status_code == 200


def test_who_posts_on_a_solved_thread_is_offered_a_new_one(
    as_member: AsMember,
    thread: Thread,
    answer: Reply,
    noor: Member,
    sasha: Member,
    maren: Member,
) -> None:
    accept_solution(answer, by=noor)
    path, words = f"/t/{thread.pk}/reply/", {"source": "Mine is cold too"}
    client = as_member(sasha)
    offer = client.post(path, words).content.decode()
    assert f'<input type="hidden" name="follow_up_of" value="{thread.pk}">' in offer
    assert offer.count("Mine is cold too") == 1  # one form: words mended here go either way
    assert f'formaction="{path}"' in offer
    assert Reply.objects.count() == 1
    assert client.post(path, {**words, "anyway": "1"}).status_code == 303
    assert as_member(noor).post(path, words).status_code == 303
    assert as_member(maren).post(path, words).status_code == 303
    assert Reply.objects.count() == 4


def test_bad_comments(as_member: AsMember, answer: Reply, sasha: Member) -> None:
    client = as_member(sasha)
    for source in ("", " ", "x" * 601, "\x00"):
        answered = client.post(f"/r/{answer.pk}/comment/", {"source": source})
        assert answered.status_code == 400
    assert Comment.objects.count() == 0


def test_who_left_the_group_is_not_told(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member, sasha: Member
) -> None:
    for member in (noor, tomasz, sasha):
        member.groups.add(partners)
    thread = ask_thread(closed_board, by=noor, kind="talk", title="Hush", source="Hush")
    watch_thread(thread, by=sasha)
    sasha.groups.remove(partners)
    noor.groups.remove(partners)
    reply = post_reply(thread, by=tomasz, source="Hush @sasha")
    comment = comment_on(thread, by=tomasz, source="Hush @sasha")
    assert told(f"reply:{reply.pk}") + told(f"comment:{comment.pk}") == []
