"""The inbox: one's own, only what may still be seen, opened by a button."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.actions.notifications import notify, withdraw_event
from accounts.models import Member, Notification
from accounts.queries.inbox import PAGE, inbox_page
from forum.actions.replies import post_reply
from forum.actions.threads import delete_thread
from forum.models import Board, Thread
from tests.conftest import CANARY, make_member

AsMember = Callable[[Member], Client]


def tell(member: Member, thread: Thread, number: int = 1) -> Notification:
    notify(
        member,
        kind="reply",
        event=f"test:{number}",
        source_kind="thread",
        source_id=thread.pk,
        actor=None,
        title=thread.title,
        words=f"Words {number}.",
        url=thread.get_absolute_url(),
    )
    return Notification.objects.get(member=member, event=f"test:{number}")


def test_inbox_is_for_members(client: Client, db: None) -> None:
    for path in ("/inbox/", "/inbox/read/", "/inbox/1/"):
        answer = client.post(path) if path != "/inbox/" else client.get(path)
        assert answer["Location"].startswith("/accounts/login/")


def test_inbox_opens_nothing_of_somebody_else(
    noor: Member, sasha: Member, thread: Thread, as_member: AsMember
) -> None:
    note = tell(noor, thread)
    assert as_member(sasha).post(f"/inbox/{note.pk}/").status_code == 404
    assert as_member(sasha).post("/inbox/read/").status_code == 302
    assert Notification.objects.get(pk=note.pk).read_at is None


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=" + "9" * 40, "show=odd", "after=%D9%A1"]
)
def test_inbox_with_nonsense(noor: Member, as_member: AsMember, query: str) -> None:
    assert as_member(noor).get(f"/inbox/?{query}").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999999999999999999", "abc"])
def test_inbox_open_with_nonsense(noor: Member, as_member: AsMember, pk: str) -> None:
    assert as_member(noor).post(f"/inbox/{pk}/").status_code == 404


def test_inbox_changes_nothing_on_get(noor: Member, thread: Thread, as_member: AsMember) -> None:
    note = tell(noor, thread)
    client = as_member(noor)
    client.get("/inbox/")
    assert [client.get(path).status_code for path in (f"/inbox/{note.pk}/", "/inbox/read/")] == [
        405,
        405,
    ]
    assert Notification.objects.get().read_at is None


def test_inbox_hides_a_board_that_one_has_left(
    noor: Member, sasha: Member, closed_board: Board, partners: Group, ask: Any, as_member: AsMember
) -> None:
    for member in (noor, sasha):
        member.groups.add(partners)
    thread = ask(board=closed_board, by=Member.objects.get(pk=noor.pk), title=f"About {CANARY}")
    tell(sasha, thread)
    sasha.groups.remove(partners)
    page = as_member(sasha).get("/inbox/").content.decode()
    assert CANARY not in page and "Nothing here yet" in page


def test_inbox_gathers_by_thread_newest_first(noor: Member, ask: Any, tomasz: Member) -> None:
    first, second = ask(title="First one"), ask(title="Second one")
    tell(noor, first, 1)
    tell(noor, second, 2)
    tell(noor, first, 3)
    groups = inbox_page(noor).groups
    assert [(g.newest.title, g.newest.words, g.total, g.unread) for g in groups] == [
        ("First one", "Words 3.", 2, 2),
        ("Second one", "Words 2.", 1, 1),
    ]


def test_inbox_open_marks_the_thread_and_goes_there(
    noor: Member, ask: Any, as_member: AsMember
) -> None:
    first, second = ask(title="First one"), ask(title="Second one")
    note, other = tell(noor, first, 1), tell(noor, second, 2)
    later = tell(noor, first, 3)
    answer = as_member(noor).post(f"/inbox/{note.pk}/")
    assert answer["Location"] == first.get_absolute_url()
    read = dict(Notification.objects.values_list("pk", "read_at"))
    assert [read[n.pk] is None for n in (note, later, other)] == [False, False, True]


def test_inbox_read_marks_everything(noor: Member, thread: Thread, as_member: AsMember) -> None:
    for number in range(3):
        tell(noor, thread, number)
    client = as_member(noor)
    client.post("/inbox/read/")
    assert not Notification.objects.filter(read_at=None).exists()
    assert "Nothing new" in client.get("/inbox/?show=new").content.decode()


def test_inbox_without_what_was_undone(noor: Member, thread: Thread) -> None:
    tell(noor, thread)
    withdraw_event("test:1")
    assert list(inbox_page(noor).groups) == []


def test_inbox_pages_do_not_overlap(noor: Member, ask: Any) -> None:
    for number in range(PAGE + 3):
        tell(noor, ask(title=f"Thread {number}"), number)
    first = inbox_page(noor)
    assert first.next is not None
    second = inbox_page(noor, after=first.next)
    titles = [group.newest.title for page in (first, second) for group in page.groups]
    assert titles == [f"Thread {number}" for number in reversed(range(PAGE + 3))]
    assert second.next is None


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_inbox_costs_the_same_queries(
    noor: Member, ask: Any, as_member: AsMember, number: int, django_assert_num_queries: Any
) -> None:
    for each in range(min(number, PAGE)):
        tell(noor, ask(title=f"Thread {each}"), each)
    for each in range(PAGE, number):
        tell(noor, Thread.objects.first(), each)  # type: ignore[arg-type]
    client = as_member(noor)
    # Session, member, versions, groups of lines, which threads are seen, notes.
    with django_assert_num_queries(6):
        client.get("/inbox/")


def test_header_says_how_much_is_new(
    noor: Member, tomasz: Member, thread: Thread, as_member: AsMember
) -> None:
    client = as_member(noor)
    assert '<span class="count">' not in client.get("/boards/").content.decode()
    for words in ("One thing.", "Another thing."):
        post_reply(thread, by=tomasz, source=words)
    assert '<span class="count">1</span>' in client.get("/boards/").content.decode()


def test_header_counts_nothing_of_a_board_that_one_has_left(
    sasha: Member, closed_board: Board, partners: Group, ask: Any, as_member: AsMember
) -> None:
    sasha.groups.add(partners)
    root = make_member("root", role="staff", is_superuser=True)
    thread = ask(board=closed_board, by=root, title=f"About {CANARY}")
    tell(sasha, thread)
    page = f"/admin/accounts/member/{sasha.pk}/change/"
    form = {"display_name": "Sasha", "role": "member", "is_active": "on", "sign": "", "about": ""}
    assert as_member(root).post(page, {**form, "groups": []}).status_code == 302
    assert '<span class="count">' not in as_member(sasha).get("/boards/").content.decode()


def test_header_counts_nothing_of_a_deleted_thread(
    noor: Member, thread: Thread, maren: Member, as_member: AsMember
) -> None:
    tell(noor, thread)
    delete_thread(thread, by=maren)
    assert '<span class="count">' not in as_member(noor).get("/boards/").content.decode()
