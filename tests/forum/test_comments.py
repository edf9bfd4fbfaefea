"""Comments: deleted and brought back, seen by whom; the newest on the page, all on their own."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.replies import comment_on, delete_comment, delete_reply, undelete_comment
from forum.models import Comment, Reply, Thread
from forum.queries.comments import PAGE
from forum.queries.shapes import COMMENTS_SHOWN
from tests.forum.wire import body_of

AsMember = Callable[[Member], Client]
People = dict[str, Member]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def back_button(note: Comment) -> str:
    return f'formaction="/c/{note.pk}/undelete/"'


def way(note: Comment, who: str) -> str:
    """What leads `who` to the comment's return."""
    return f'href="/c/{note.pk}/moderate/"' if who == "maren" else back_button(note)


# Deleted and brought back --------------------------------------------------------------------
def test_only_who_deleted_it_and_the_company_bring_it_back(
    answer: Reply, noor: Member, sasha: Member, maren: Member
) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    with pytest.raises(Refusal, match="This is not deleted"):
        undelete_comment(note, by=noor)
    delete_comment(note, by=maren)
    note.refresh_from_db()
    for by in (noor, sasha):
        with pytest.raises(Refusal, match="Only the person who deleted this"):
            undelete_comment(note, by=by)
    undelete_comment(note, by=maren)
    delete_comment(Comment.objects.get(), by=noor)
    undelete_comment(Comment.objects.get(), by=noor)
    assert Comment.objects.get().deleted_at is None


@pytest.mark.parametrize("on", ("thread", "answer"))
def test_counters_follow(thread: Thread, answer: Reply, noor: Member, on: str) -> None:
    post: Thread | Reply = thread if on == "thread" else answer
    note = comment_on(post, by=noor, source="Thanks")
    for action, count in ((delete_comment, 0), (undelete_comment, 1)):
        for _ in range(2):
            stale = Comment.objects.select_related("thread", "reply").get(pk=note.pk)
            try:
                action(stale, by=noor)
            except Refusal:
                assert action is undelete_comment
        post.refresh_from_db()
        assert post.comment_count == count
        assert recount() == {}


def test_a_deleted_comment_is_for_its_author_and_the_company(
    as_member: AsMember, thread: Thread, answer: Reply, people: People
) -> None:
    notes = [comment_on(post, by=people["noor"], source="Quill note") for post in (thread, answer)]
    for note in notes:
        delete_comment(note, by=people["noor"])
    for who, sees in (("noor", True), ("maren", True), ("sasha", False), ("tomasz", False)):
        client = as_member(people[who])
        for path in (thread.get_absolute_url(), thread.comments_url, answer.comments_url):
            page = client.get(path).content.decode()
            assert ("Quill note" in page) == sees, (who, path)
            # The company brings back what is another's with a reason, where it moderates.
            ways = [way(note, who) in page for note in notes]
            assert any(ways) == sees
    assert b"Quill note" not in Client().get(thread.get_absolute_url()).content
    assert b"Quill note" not in Client().get(answer.comments_url).content


def test_what_the_company_deleted_is_not_brought_back_by_its_author(
    as_member: AsMember, thread: Thread, noor: Member, maren: Member
) -> None:
    note = comment_on(thread, by=noor, source="Quill note")
    delete_comment(note, by=maren)
    page = as_member(noor).get(thread.get_absolute_url()).content.decode()
    assert "Quill note" in page
    assert back_button(note) not in page
    assert back_button(note) in as_member(maren).get(thread.get_absolute_url()).content.decode()


def test_comment_undelete_button(
    as_member: AsMember, answer: Reply, noor: Member, sasha: Member
) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    path = f"/c/{note.pk}/undelete/"
    assert as_member(noor).post(path).status_code == 403
    delete_comment(note, by=noor)
    assert as_member(sasha).post(path).status_code == 404
    answered = as_member(noor).post(path)
    assert (answered.status_code, answered["Location"]) == (303, answer.get_absolute_url())
    assert Reply.objects.get().comment_count == 1


# Many of them ---------------------------------------------------------------------------------
def many(post: Thread | Reply, by: Member, count: int) -> list[Comment]:
    """In pairs of the same second."""
    return [
        comment_on(post, by=by, source=f"Note {n}", at=T0 + timedelta(seconds=n // 2))
        for n in range(count)
    ]


def ids(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="c-(\d+)"', page)]


@pytest.mark.parametrize("more", (0, 1, 30))
def test_the_page_shows_the_newest(thread: Thread, answer: Reply, noor: Member, more: int) -> None:
    count = COMMENTS_SHOWN + more
    posts: tuple[Thread | Reply, ...] = (thread, answer)
    right = [[note.pk for note in many(post, noor, count)][-COMMENTS_SHOWN:] for post in posts]
    page = Client().get(thread.get_absolute_url()).content.decode()
    assert sorted(ids(page)) == sorted([*right[0], *right[1]])
    for post in posts:
        link = f'<a href="{post.comments_url}" rel="nofollow">Show all {count} comments</a>'
        assert (link in page) == (more > 0)


def test_all_comments_page_by_page(
    as_member: AsMember, answer: Reply, noor: Member, sasha: Member
) -> None:
    right = [note.pk for note in many(answer, noor, 2 * PAGE + 1)]
    for client, cost in ((Client(), 4), (as_member(sasha), 6)):
        path, seen = answer.comments_url, list[int]()
        client.get(path)
        while path:
            with CaptureQueriesContext(connection) as context:
                page = body_of(client.get(path)).decode()
            assert len(context) <= cost
            seen += ids(page)
            more = re.search(r'href="(\?after=\d+)"', page)
            path = answer.comments_url + more[1] if more else ""
        assert seen == right


def test_a_place_among_comments_survives_its_deletion(
    answer: Reply, thread: Thread, noor: Member
) -> None:
    notes = many(answer, noor, 5)
    delete_comment(notes[2], by=noor)
    page = Client().get(f"{answer.comments_url}?after={notes[2].pk}").content.decode()
    assert ids(page) == [notes[3].pk, notes[4].pk]
    for path in (f"{thread.comments_url}?after={notes[2].pk}", f"{answer.comments_url}?after=x"):
        assert Client().get(path).status_code == 404


def test_comments_of_what_was_deleted_are_missing(answer: Reply, tomasz: Member) -> None:
    delete_reply(answer, by=tomasz)
    assert Client().get(answer.comments_url).status_code == 404


def test_addresses_written_out(thread: Thread, answer: Reply) -> None:
    for post in (thread, answer):
        assert Client().get(post.comments_url).status_code == 200
