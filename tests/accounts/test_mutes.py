"""Muting somebody: not told, not counted, folded; private, undoable, and no more than that."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import deliver_due
from accounts.actions.mutes import mute_member, unmute_member
from accounts.backends import MemberBackend
from accounts.enums import MUTABLE, NotificationKind
from accounts.models import Member, Mute, Notification
from accounts.permissions import MOST_MUTED
from accounts.queries.inbox import inbox_page
from accounts.queries.mutes import muted_by
from accounts.refusals import Refusal
from forum.actions.replies import comment_on, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import set_state
from forum.actions.votes import watch_board, watch_thread
from forum.models import Board, Reply, Thread
from tests.conftest import make_member

AsMember = Callable[[Member], Client]


def told(member: Member) -> list[str]:
    rows = Notification.objects.filter(member=member).order_by("pk")
    return list(rows.values_list("kind", flat=True))


# Refused --------------------------------------------------------------------------------------
def test_member_mute_is_for_members(noor: Member, client: Client) -> None:
    assert client.post("/m/noor/mute/", {"on": "1"})["Location"].startswith("/accounts/login/")


def test_member_mute_is_no_link_and_knows_nobody(
    noor: Member, sasha: Member, as_member: AsMember
) -> None:
    make_member("gone", is_active=False)
    client = as_member(noor)
    assert client.get("/m/sasha/mute/").status_code == 405
    assert [client.post(f"/m/{n}/mute/", {"on": "1"}).status_code for n in ("gone", "none")] == [
        404,
        404,
    ]
    client.post("/m/sasha/mute/", {"on": "2"})
    assert Mute.objects.count() == 0


def test_mute_oneself_is_refused(noor: Member, as_member: AsMember) -> None:
    with pytest.raises(Refusal, match="yourself"):
        mute_member(noor, by=noor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mute.objects.create(member=noor, muted=noor)
    page = as_member(noor).post("/m/noor/mute/", {"on": "1"}, follow=True).content.decode()
    assert "You cannot mute yourself." in page


def test_mute_has_an_end(noor: Member, sasha: Member) -> None:
    people = [
        Member(username=f"m{n}", email=f"m{n}@example.org", display_name="M")
        for n in range(MOST_MUTED)
    ]
    Member.objects.bulk_create(people)
    Mute.objects.bulk_create(Mute(member=noor, muted=one) for one in people)
    with pytest.raises(Refusal, match="200 people"):
        mute_member(sasha, by=noor)
    mute_member(people[0], by=noor)
    assert Mute.objects.count() == MOST_MUTED


# Not told -------------------------------------------------------------------------------------
def test_muted_words_are_not_told(
    thread: Thread, board: Board, noor: Member, sasha: Member, tomasz: Member, ask: Any
) -> None:
    """Watching, being named, being commented on and being answered; others still hear."""
    mute_member(sasha, by=noor)
    for member in (noor, tomasz):
        watch_board(board, by=member)
        watch_thread(thread, by=member)
    ask(by=sasha, title="Mine is cold too")
    post_reply(thread, by=sasha, source="Hello @noor and @tomasz")
    comment_on(thread, by=sasha, source="A note")
    assert told(noor) == []
    assert told(tomasz) == ["new_thread", "name_call"]
    post_reply(thread, by=tomasz, source="Two-wire.")
    assert told(noor) == ["answer"]


def test_muted_words_told_before_count_no_more(
    thread: Thread, noor: Member, sasha: Member, tomasz: Member, as_member: AsMember
) -> None:
    post_reply(thread, by=sasha, source="Hello")
    post_reply(thread, by=tomasz, source="Two-wire.")
    assert [(g.total, g.unread) for g in inbox_page(noor).groups] == [(2, 2)]
    mute_member(sasha, by=noor)
    groups = inbox_page(Member.objects.get(pk=noor.pk)).groups
    assert [(g.newest.actor, g.total, g.unread) for g in groups] == [(tomasz, 1, 1)]
    unmute_member(sasha, by=noor)
    groups = inbox_page(Member.objects.get(pk=noor.pk)).groups
    assert [(g.total, g.unread) for g in groups] == [(2, 1)]


def test_header_counts_nothing_of_the_muted(
    thread: Thread, noor: Member, sasha: Member, as_member: AsMember
) -> None:
    post_reply(thread, by=sasha, source="Hello")
    client = as_member(noor)
    assert '<span class="count">1</span>' in client.get("/boards/").content.decode()
    client.post("/m/sasha/mute/", {"on": "1"})
    assert '<span class="count">' not in client.get("/boards/").content.decode()


def test_mail_of_the_muted_that_waits_is_not_sent(
    thread: Thread, noor: Member, sasha: Member, tomasz: Member
) -> None:
    post_reply(thread, by=sasha, source="Hello")
    post_reply(thread, by=tomasz, source="Two-wire.")
    mute_member(sasha, by=noor)
    deliver_due()
    to_noor = [m.subject for m in mail.outbox if m.to == ["noor@example.org"]]
    assert to_noor == ["Tomasz Wilk answered your question: The house is cold"]


def test_acts_of_the_muted_are_told(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, maren: Member
) -> None:
    """A Solution, and the company's word on where it stands, are acts and not talk."""
    mute_member(noor, by=tomasz)
    mute_member(maren, by=tomasz)
    mute_member(maren, by=noor)
    set_state(thread, by=maren, state="needs_info", note="Which boiler? ^MJ")
    accept_solution(answer, by=noor)
    assert told(tomasz) == ["state", "your_answer"]
    assert "state" in told(noor)


def test_mutable_kinds_are_words() -> None:
    acts = {"solved", "your_answer", "confirmed", "recommended", "state", "remind_solved"}
    acts |= {"moderated", "edited", "edit_decided", "votes", "badge", "programme", "merged"}
    acts |= {"credited", "check", "desk"}
    acts |= {"review_wanted", "post_comment", "post_decided"}
    assert set(NotificationKind.values) - MUTABLE == acts


# Folded ---------------------------------------------------------------------------------------
def test_muted_words_are_folded_for_one(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, sasha: Member, as_member: AsMember
) -> None:
    comment_on(answer, by=sasha, source="Same here.")
    post_reply(thread, by=sasha, source="Take the batteries out.")
    mute_member(sasha, by=noor)
    page = as_member(noor).get(thread.get_absolute_url()).content.decode()
    assert page.count('<details class="folded"><summary>You muted Sasha Dunne; show') == 2
    assert "Take the batteries out." in page
    comments = as_member(noor).get(answer.comments_url).content.decode()
    assert comments.count('<details class="folded">') == 1
    for client in (Client(), as_member(sasha), as_member(tomasz)):
        assert "folded" not in client.get(thread.get_absolute_url()).content.decode()
    assert "folded" not in Reply.objects.get(author=sasha).html


def test_muted_asker_and_solution_are_folded(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, sasha: Member, as_member: AsMember
) -> None:
    accept_solution(answer, by=noor)
    mute_member(noor, by=sasha)
    mute_member(tomasz, by=sasha)
    page = as_member(sasha).get(thread.get_absolute_url()).content.decode()
    assert [name in page for name in ("You muted Noor Haddad", "You muted Tomasz Wilk")] == [
        True
    ] * 2


def test_folded_name_is_escaped(thread: Thread, noor: Member, as_member: AsMember) -> None:
    odd = make_member("odd", display_name="<img src=x>")
    post_reply(thread, by=odd, source="Hello")
    mute_member(odd, by=noor)
    page = as_member(noor).get(thread.get_absolute_url()).content.decode()
    assert "You muted &lt;img src=x&gt;; show" in page and "<img src=x>" not in page


def test_mutes_cost_the_thread_page_no_query(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, as_member: AsMember
) -> None:
    client = as_member(noor)
    client.get(thread.get_absolute_url())
    counts = []
    for act in (unmute_member, mute_member):
        act(tomasz, by=noor)
        with CaptureQueriesContext(connection) as queries:
            client.get(thread.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_member_of_a_request_brings_the_muted(
    noor: Member, sasha: Member, tomasz: Member, django_assert_num_queries: Any
) -> None:
    for one in (sasha, tomasz):
        mute_member(one, by=noor)
    backend = MemberBackend()
    with django_assert_num_queries(1):
        member = backend.get_user(noor.pk)
        assert muted_by(member) == {sasha.pk, tomasz.pk}
    with django_assert_num_queries(1):
        assert muted_by(backend.get_user(sasha.pk)) == frozenset()
    assert muted_by(Member.objects.get(pk=noor.pk)) == {sasha.pk, tomasz.pk}


# Private, and undone ---------------------------------------------------------------------------
def test_muting_is_private(noor: Member, sasha: Member, as_member: AsMember) -> None:
    """No page of the muted, or of others, differs; only the list of who muted names them."""
    others = {"sasha": as_member(sasha), "nobody": Client()}
    paths = ("/m/noor/", "/m/sasha/", "/preferences/", "/inbox/")
    before = {(who, path): _plain(c.get(path)) for who, c in others.items() for path in paths}
    mute_member(sasha, by=noor)
    after = {(who, path): _plain(c.get(path)) for who, c in others.items() for path in paths}
    assert before == after
    mine = as_member(noor).get("/preferences/").content.decode()
    assert "Sasha Dunne" in mine and "Unmute" in mine


def _plain(answer: Any) -> str:
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_unmute_from_the_list(noor: Member, sasha: Member, as_member: AsMember) -> None:
    client = as_member(noor)
    answer = client.post("/m/sasha/mute/", {"on": "1"})
    assert answer["Location"] == "/m/sasha/"
    client.post("/m/sasha/mute/", {"on": "1"})
    assert Mute.objects.count() == 1
    assert 'aria-pressed="true">Muted' in client.get("/m/sasha/").content.decode()
    answer = client.post("/m/sasha/mute/", {"on": "0", "from": "preferences"})
    assert (answer["Location"], Mute.objects.count()) == ("/preferences/", 0)
    assert 'id="muted"' not in client.get("/preferences/").content.decode()
