"""Members flag what is wrong, once per post; the company looks, and its figure and list are right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.flags import dismiss_flags, flag_post, withdraw_flag
from forum.actions.removals import hide_post, remove_post
from forum.actions.replies import comment_on, delete_reply, edit_reply, post_reply
from forum.actions.threads import ask_thread
from forum.actions.undo import undo_act
from forum.models import Board, Comment, Flag, Reply, Thread
from tests.conftest import make_member

AsMember = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def _no_limits_yet() -> None:
    cache.clear()


@pytest.fixture
def note(answer: Reply, noor: Member) -> Comment:
    return comment_on(answer, by=noor, source="Quill note")


def open_flags() -> list[tuple[str, str]]:
    rows = Flag.objects.filter(settled_at=None).order_by("pk")
    return list(rows.values_list("member__username", "reason"))


# Flagging ----------------------------------------------------------------------------------------
def test_not_ones_own_words(thread: Thread, answer: Reply, noor: Member, tomasz: Member) -> None:
    for post, by in ((thread, noor), (answer, tomasz)):
        with pytest.raises(Refusal, match="your own words"):
            flag_post(post, by=by, reason="spam")
    assert Flag.objects.count() == 0


def test_not_what_is_gone_and_not_without_a_reason(
    answer: Reply, tomasz: Member, sasha: Member
) -> None:
    with pytest.raises(Refusal, match="choose what is wrong"):
        flag_post(answer, by=sasha, reason="ugly")
    with pytest.raises(Refusal, match="in a few words"):
        flag_post(answer, by=sasha, reason="other", note=" ")
    delete_reply(answer, by=tomasz)
    with pytest.raises(Refusal, match="deleted already"):
        flag_post(answer, by=sasha, reason="spam")
    assert Flag.objects.count() == 0


def test_a_flag_is_one_row_that_may_change_and_go(answer: Reply, sasha: Member) -> None:
    flag_post(answer, by=sasha, reason="spam")
    flag_post(answer, by=sasha, reason="spam")
    flag_post(answer, by=sasha, reason="harm", note="Unkind")
    assert list(Flag.objects.values_list("reason", "note")) == [("harm", "Unkind")]
    withdraw_flag(answer, by=sasha)
    withdraw_flag(answer, by=sasha)
    assert Flag.objects.count() == 0


def test_what_was_looked_at_stays_so_until_it_is_edited(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member
) -> None:
    flag_post(answer, by=sasha, reason="spam")
    dismiss_flags(answer, by=maren, reason="No")
    with pytest.raises(Refusal, match="has looked at this"):
        flag_post(answer, by=sasha, reason="harm")
    withdraw_flag(answer, by=sasha)
    assert Flag.objects.count() == 1
    edit_reply(answer, by=tomasz, source="Buy my hub.", at=timezone.now() + timedelta(hours=1))
    flag_post(Reply.objects.get(), by=sasha, reason="spam")
    assert open_flags() == [("sasha", "spam")]


def test_one_row_by_constraint(answer: Reply, sasha: Member, thread: Thread) -> None:
    Flag.objects.create(reply=answer, member=sasha, reason="spam")
    for wrong in (
        {"reply": answer},
        {"reply": answer, "thread": thread},
        {},
        {"thread": thread, "reason": "ugly"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Flag.objects.create(**{"member": sasha, "reason": "spam", **wrong})


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=400))
def test_whatever_is_said_fits(answer: Reply, sasha: Member, words: str) -> None:
    flag_post(answer, by=sasha, reason="spam", note=words)
    assert Flag.objects.get().note == words.strip()[:300]


@pytest.mark.parametrize("kind", ("thread", "reply", "comment"))
def test_flag_pages(
    as_member: AsMember, thread: Thread, answer: Reply, note: Comment, sasha: Member, kind: str
) -> None:
    client = as_member(sasha)
    path = {"thread": f"/t/{thread.pk}/", "reply": f"/r/{answer.pk}/", "comment": f"/c/{note.pk}/"}
    at = f"{path[kind]}flag/"
    assert at in client.get(thread.get_absolute_url()).content.decode()
    assert client.post(at, {}).status_code == 400
    assert client.post(at, {"reason": "other"}).status_code == 400
    assert client.post(at, {"reason": "spam", "note": "x" * 301}).status_code == 400
    assert Flag.objects.count() == 0
    assert client.post(at, {"reason": "other", "note": "Odd"}).status_code == 303
    flag = Flag.objects.get()
    assert (getattr(flag, f"{kind}_id") is not None, flag.note) == (True, "Odd")
    assert "Take my flag back" in client.get(at).content.decode()
    assert client.post(at, {"withdraw": "1"}).status_code == 303
    assert Flag.objects.count() == 0


def test_flags_are_limited(as_member: AsMember, answer: Reply, sasha: Member, noor: Member) -> None:
    client = as_member(sasha)
    path = f"/r/{answer.pk}/flag/"
    sent = [client.post(path, {"reason": "spam"}).status_code for _n in range(22)]
    assert sent == [303] * 20 + [429] * 2
    assert as_member(noor).post(path, {"reason": "spam"}).status_code == 303


def test_who_flagged_is_told_to_nobody(
    as_member: AsMember, thread: Thread, answer: Reply, sasha: Member, tomasz: Member
) -> None:
    flag_post(answer, by=sasha, reason="spam", note="Quill reason")
    for client in (Client(), as_member(tomasz)):
        assert "Quill reason" not in client.get(thread.get_absolute_url()).content.decode()
    assert as_member(tomasz).get(f"/r/{answer.pk}/flag/").status_code == 403


# The company looks -------------------------------------------------------------------------------
def test_hiding_and_deleting_settle_flags_and_an_undo_opens_them(
    answer: Reply, sasha: Member, noor: Member, maren: Member
) -> None:
    for act in (hide_post, remove_post):
        for by in (sasha, noor):
            Flag.objects.filter(member=by).delete()
            flag_post(answer, by=by, reason="spam")
        entry = act(answer, by=maren, reason="Spam")
        assert open_flags() == []
        assert set(Flag.objects.values_list("settled_by__username", flat=True)) == {"maren"}
        assert entry is not None
        undo_act(entry, by=maren)
        assert open_flags() == [("sasha", "spam"), ("noor", "spam")]


@pytest.mark.parametrize("act", (hide_post, remove_post))
def test_flags_on_what_goes_with_a_post_are_settled_with_it(
    thread: Thread,
    answer: Reply,
    note: Comment,
    sasha: Member,
    maren: Member,
    act: Callable[..., AuditEntry | None],
) -> None:
    """A hidden thread takes its answers and comments from the pages, an answer its comments."""
    for post in (thread, answer, note, comment_on(thread, by=maren, source="Aside")):
        flag_post(post, by=sasha, reason="spam")
    entry = act(answer, by=maren, reason="Names")
    assert entry is not None
    assert Flag.objects.filter(settled_at=None).count() == 2
    undo_act(entry, by=maren)
    assert Flag.objects.filter(settled_at=None).count() == 4
    dismiss_flags(thread, by=maren, reason="No")
    entry = act(thread, by=maren, reason="Names")
    assert entry is not None
    assert open_flags() == []
    undo_act(entry, by=maren)
    waiting = Flag.objects.filter(settled_at=None)
    assert (waiting.count(), waiting.filter(thread=thread).count()) == (3, 0)


def test_an_authors_deletion_settles_nothing(answer: Reply, tomasz: Member, sasha: Member) -> None:
    flag_post(answer, by=sasha, reason="spam")
    delete_reply(answer, by=tomasz)
    assert open_flags() == [("sasha", "spam")]


def test_nothing_wrong_here(
    as_member: AsMember, answer: Reply, sasha: Member, noor: Member, maren: Member
) -> None:
    path = f"/r/{answer.pk}/moderate/"
    flag_post(answer, by=sasha, reason="spam")
    with pytest.raises(Refusal, match="Only an ambassador"):
        dismiss_flags(answer, by=noor)
    client = as_member(maren)
    with pytest.raises(Refusal, match="Please give the reason"):
        dismiss_flags(answer, by=maren, reason=" ")
    assert client.post(path, {"act": "dismiss"}).status_code == 400
    assert open_flags() == [("sasha", "spam")]
    listed = client.get("/moderate/").content.decode()
    assert f'action="{path}"' in listed
    assert 'id="fair-1" name="reason" maxlength="300" required' in listed
    sent = {"act": "dismiss", "reason": "A fair question"}
    assert client.post(path, sent)["Location"] == "/moderate/"
    assert open_flags() == []
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_kind) == ("dismiss", "reply")
    assert entry.reason == "A fair question"
    assert dismiss_flags(answer, by=maren, reason="Fair") is None
    flag_post(answer, by=noor, reason="harm")
    undo_act(entry, by=maren)
    assert open_flags() == [("sasha", "spam"), ("noor", "harm")]


@pytest.mark.parametrize("path", ("/moderate/", "/moderate/log/"))
def test_to_others_there_is_nothing(
    as_member: AsMember, noor: Member, maren: Member, path: str
) -> None:
    missing = Client().get("/moderated/").content
    for client in (Client(), as_member(noor)):
        assert client.get(path).status_code == 404
    assert Client().get(path).content == missing
    assert as_member(maren).get(path).status_code == 200
    assert path not in as_member(noor).get("/").content.decode()
    assert "/moderate/" in as_member(maren).get("/").content.decode()


@pytest.mark.parametrize("query", ("sort=odd", "after=x", "after=1", "sort=most&after=x"))
def test_odd_places_in_the_list(as_member: AsMember, maren: Member, query: str) -> None:
    assert as_member(maren).get(f"/moderate/?{query}").status_code == 404


def flagged(board: Board, noor: Member, count: int, *, by: list[Member]) -> None:
    """So many threads, each with a reply and a comment, all flagged by everybody in `by`."""
    for n in range(count):
        thread = ask_thread(board, by=noor, kind="question", title=f"Thread {n}", source="Words")
        reply = post_reply(thread, by=noor, source="Words")
        note = comment_on(thread, by=noor, source="Words")
        for post in (thread, reply, note):
            for member in by:
                flag_post(post, by=member, reason="spam")


@pytest.mark.long
def test_as_many_queries_for_one_as_for_fifty(
    as_member: AsMember,
    board: Board,
    noor: Member,
    sasha: Member,
    tomasz: Member,
    maren: Member,
    django_assert_num_queries: Any,
) -> None:
    client = as_member(maren)
    client.get("/moderate/")
    for more in (1, 2, 14):
        flagged(board, noor, more, by=[sasha, tomasz])
        for path in ("/moderate/", "/moderate/?sort=most"):
            with django_assert_num_queries(8):
                assert client.get(path).status_code == 200
    for thread in Thread.objects.all():
        hide_post(thread, by=maren, reason="Spam")
    with django_assert_num_queries(5):
        assert client.get("/moderate/log/").status_code == 200


@pytest.mark.parametrize("sort", ("newest", "most"))
def test_pages_skip_and_repeat_nothing(
    as_member: AsMember,
    board: Board,
    noor: Member,
    sasha: Member,
    tomasz: Member,
    maren: Member,
    sort: str,
) -> None:
    flagged(board, noor, 9, by=[sasha])
    flagged(board, noor, 7, by=[sasha, tomasz])
    client, seen, after = as_member(maren), list[str](), ""
    for _page in range(5):
        context = client.get(f"/moderate/?sort={sort}&after={after}").context["page"]
        seen += [row.at for row in context.rows]
        after = context.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == 48


def test_most_flagged_first_with_the_newest_of_its_flags(
    as_member: AsMember, thread: Thread, answer: Reply, maren: Member, sasha: Member
) -> None:
    people = [make_member(f"member{n}") for n in range(7)]
    for member in people:
        flag_post(answer, by=member, reason="spam", note=f"Because {member.username}")
    flag_post(thread, by=sasha, reason="place")
    client = as_member(maren)
    rows = client.get("/moderate/").context["page"].rows
    assert [(row.count, len(row.flags)) for row in rows] == [(1, 1), (7, 5)]
    page = client.get("/moderate/?sort=most")
    assert [row.count for row in page.context["page"].rows] == [7, 1]
    words = page.content.decode()
    assert ["7 people flagged this" in words, "Because member6" in words] == [True, True]


# The log -----------------------------------------------------------------------------------------
@pytest.mark.long
def test_the_log_is_paged_and_undone_from(
    as_member: AsMember, thread: Thread, maren: Member, noor: Member
) -> None:
    client, at = as_member(maren), f"/t/{thread.pk}/moderate/"
    for n in range(23):
        assert client.post(at, {"act": "lock", "reason": f"Reason {n}"}).status_code in (303, 403)
        assert client.post(at, {"act": "unlock", "reason": "Again"}).status_code in (303, 403)
    seen, after, undoable = 0, "", 0
    for _page in range(5):
        page = client.get(f"/moderate/log/?after={after}").context["page"]
        seen += len(page.acts)
        undoable += sum(act.may_undo for act in page.acts)
        after = page.next
        if not after:
            break
    assert (seen, undoable) == (46, 1)
    entry = AuditEntry.objects.order_by("-pk")[0]
    path = f"/moderate/log/{entry.pk}/undo/"
    assert as_member(noor).post(path).status_code == 404
    assert client.get(path).status_code == 405
    back = client.post(path, headers={"referer": "http://testserver/moderate/log/"})
    assert (back.status_code, back["Location"]) == (303, "/moderate/log/")
    assert client.post(path).status_code == 403
    thread.refresh_from_db()
    assert (thread.is_locked, thread.locked_reason) == (True, "Reason 22")
