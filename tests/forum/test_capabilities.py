"""What a term as Superuser opens in the forum, and no more: each act by itself, with its reason, in the
company's log, and undone by the company."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Member, Mute
from accounts.refusals import Refusal
from accounts.versions import bump
from forum.actions.flags import flag_post
from forum.actions.moderation import (
    mark_duplicate,
    move_thread,
    pin_thread,
    retag_thread,
    unmark_duplicate,
)
from forum.actions.removals import hide_post
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution, confirm_solution, withdraw_solution
from forum.actions.threads import link_threads, lock_thread
from forum.actions.undo import undo_act
from forum.actions.votes import vote, watch_thread
from forum.models import Board, Reply, Section, Solution, Tag, Thread, ThreadLink
from reputation.actions.fold import fold
from reputation.actions.terms import withdraw_capability
from reputation.enums import Capability, Privilege
from reputation.models import BadgeAward, Standing, Term
from reputation.permissions import has_privilege
from tests.reputation.honouring import fresh, honoured, reviewers

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def rune(sasha: Member) -> Member:
    """Sasha, in a term."""
    honoured(sasha, at=timezone.now())
    return fresh(sasha)


@pytest.fixture
def other_board(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Valves", slug="valves")
    bump("boards")
    return made


@pytest.fixture
def old(ask: Callable[..., Thread], tomasz: Member) -> Reply:
    """An answer under which nobody said a word for three weeks."""
    at = timezone.now() - timedelta(days=21)
    return post_reply(ask(at=at), by=tomasz, source="Two-wire.", at=at)


def without(member: Member, capability: str) -> Member:
    term = Term.objects.get(member=member)
    withdraw_capability(term, capability=capability, by=reviewers()[0], reason="Why")
    return fresh(member)


def acts(thread: Thread, board: Board, original: Thread) -> dict[str, Callable[..., Any]]:
    return {
        "move": lambda **who: move_thread(thread, board=board, reason="Why", **who),
        "retag": lambda **who: retag_thread(thread, tags=["hub"], reason="Why", **who),
        "mark_duplicate": lambda **who: mark_duplicate(thread, of=original, reason="Why", **who),
    }


# Refusals ----------------------------------------------------------------------------------------
def test_without_a_term_or_without_that_capability(
    thread: Thread, other_board: Board, ask: Callable[..., Thread], tomasz: Member, rune: Member
) -> None:
    """Tomasz has the honour by hand and no term."""
    original = ask()
    Tag.objects.create(name="hub", slug="hub")
    for name, act in acts(thread, other_board, original).items():
        for by in (tomasz, without(rune, name)):
            with pytest.raises(Refusal, match=r"Only an ambassador|You need"):
                act(by=by)
        rest = set(Capability.values) - {"move", "retag", "mark_duplicate"}
        assert rest == {"recommend", "confirm_solution"}
    assert not AuditEntry.objects.filter(object_kind="thread").exists()


def test_no_more_than_the_term_opens(thread: Thread, answer: Reply, rune: Member) -> None:
    for act in (pin_thread, lock_thread, hide_post):
        with pytest.raises(Refusal):
            act(thread, by=rune, reason="Why")
    with pytest.raises(Refusal):
        hide_post(answer, by=rune, reason="Why")


def test_a_reason_is_asked_for(
    thread: Thread, other_board: Board, ask: Callable[..., Thread], rune: Member
) -> None:
    for act in (
        lambda: move_thread(thread, by=rune, board=other_board),
        lambda: retag_thread(thread, by=rune, tags=["hub"]),
        lambda: mark_duplicate(thread, by=rune, of=ask(), reason=" "),
        lambda: unmark_duplicate(thread, by=rune),
    ):
        with pytest.raises(Refusal, match="give the reason"):
            act()


def test_a_term_that_ended_opens_nothing(thread: Thread, other_board: Board, rune: Member) -> None:
    Term.objects.update(ends=timezone.now(), begins=timezone.now() - timedelta(days=9))
    with pytest.raises(Refusal, match="Only an ambassador"):
        move_thread(thread, by=fresh(rune), board=other_board, reason="Why")


def test_threads_stay_where_the_same_people_read(
    thread: Thread, closed_board: Board, ask: Callable[..., Thread], noor: Member, rune: Member
) -> None:
    """Neither what is open goes behind a door, nor what is behind one into the open."""
    for member in (noor, rune):
        member.groups.add(*closed_board.groups.all())
    inside = ask(board=closed_board, by=fresh(noor))
    for what, where in ((thread, closed_board), (inside, thread.board)):
        with pytest.raises(Refusal, match="where others read"):
            move_thread(what, by=fresh(rune), board=where, reason="Why")
    assert Thread.objects.get(pk=thread.pk).board == thread.board


def test_a_thread_that_one_may_not_see_is_none(
    as_member: AsMember,
    thread: Thread,
    closed_board: Board,
    ask: Callable[..., Thread],
    noor: Member,
    rune: Member,
    maren: Member,
) -> None:
    noor.groups.add(*closed_board.groups.all())
    inside = ask(board=closed_board, by=fresh(noor), title="Quillfeather inside")
    with pytest.raises(Refusal, match="no thread of ours"):
        mark_duplicate(thread, by=rune, of=inside, reason="Why")
    client, path = as_member(rune), f"/t/{thread.pk}/moderate/"
    said = [
        client.post(path, {"act": "duplicate", "of": str(of), "reason": "Why"}).content.decode()
        for of in (inside.pk, 999_999)
    ]
    assert [("no thread of ours" in page, "Quill" in page) for page in said] == [(True, False)] * 2
    assert client.get(f"/t/{inside.pk}/moderate/").status_code == 404
    # What leads here from behind the door is not named either.
    link_threads(inside, thread, kind="duplicate", by=maren)
    with pytest.raises(Refusal, match="a thread that you do not see"):
        mark_duplicate(thread, by=fresh(rune), of=ask(), reason="Why")


# What happens ------------------------------------------------------------------------------------
def test_each_act_is_in_the_log_and_undone_by_the_company(
    thread: Thread,
    other_board: Board,
    ask: Callable[..., Thread],
    rune: Member,
    maren: Member,
) -> None:
    board, original = thread.board, ask()
    board.tags.add(Tag.objects.create(name="hub", slug="hub"))
    bump("boards")
    for act in acts(thread, other_board, original).values():
        entry = act(by=rune)
        assert (entry.actor, entry.reason, entry.object_kind) == (rune, "Why", "thread")
        with pytest.raises(Refusal, match="Only an ambassador"):
            undo_act(entry, by=rune)
        undo_act(entry, by=maren)
    thread.refresh_from_db()
    assert (thread.board, thread.tags.count(), ThreadLink.objects.count()) == (board, 0, 0)


def test_the_page_shows_what_the_term_opens(
    as_member: AsMember, thread: Thread, other_board: Board, tomasz: Member, rune: Member
) -> None:
    flag_post(thread, by=tomasz, reason="spam", note="Quill note")
    path = f"/t/{thread.pk}/moderate/"
    assert as_member(tomasz).get(path).status_code == 403
    assert path not in as_member(tomasz).get(thread.get_absolute_url()).content.decode()
    client = as_member(rune)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert (path in page, f"/t/{thread.pk}/flag/" in page) == (True, True)
    shown = client.get(path)
    forms = [form.act for form in shown.context["forms"]]
    assert forms == ["move", "retag", "duplicate"]
    assert "Quill note" not in shown.content.decode()
    assert client.post(path, {"act": "hide", "reason": "Why"}).status_code == 403
    sent = {"act": "move", "board": "valves", "reason": "Why"}
    answer = client.post(path, sent, follow=True).content.decode()
    assert ("Moved to another board" in answer, "/undo/" in answer) == (True, False)
    without(rune, "move")
    assert [form.act for form in as_member(fresh(rune)).get(path).context["forms"]] == [
        "retag",
        "duplicate",
    ]


def test_replies_have_no_such_page(as_member: AsMember, answer: Reply, rune: Member) -> None:
    assert as_member(rune).get(f"/r/{answer.pk}/moderate/").status_code == 403


def test_what_was_suggested_before_the_points(rune: Member) -> None:
    """Privileges that edits are suggested and threads are retagged by, where a scheme has them."""
    opened = {"suggest_edit", "retag"} & set(Privilege.values)
    assert all(has_privilege(fresh(rune), Privilege(one)) for one in opened)
    assert not has_privilege(fresh(rune), Privilege.VOTE_DOWN)


# In the asker's stead ----------------------------------------------------------------------------
def test_who_may_not_confirm(old: Reply, tomasz: Member, noor: Member, rune: Member) -> None:
    young = post_reply(old.thread, by=noor, source="Still cold.")
    with pytest.raises(Refusal, match="Wait until"):
        confirm_solution(old, by=rune)
    assert young.pk
    for by in (tomasz, without(rune, "confirm_solution")):
        with pytest.raises(Refusal, match="Only an ambassador can confirm"):
            confirm_solution(old, by=by)
    assert (Solution.objects.count(), AuditEntry.objects.filter(verb="confirm").count()) == (0, 0)


def test_not_ones_own_answer(ask: Callable[..., Thread], rune: Member) -> None:
    at = timezone.now() - timedelta(days=21)
    own = post_reply(ask(at=at), by=rune, source="Two-wire.", at=at)
    with pytest.raises(Refusal, match="Somebody else"):
        confirm_solution(own, by=rune)


def test_a_confirmed_solution_is_in_the_log_and_undone_by_the_company(
    as_member: AsMember, old: Reply, rune: Member, maren: Member, tomasz: Member
) -> None:
    client, at = as_member(rune), old.thread.get_absolute_url()
    assert f"/r/{old.pk}/confirm/" in client.get(at).content.decode()
    assert client.post(f"/r/{old.pk}/confirm/").status_code == 303
    page = Client().get(at).content.decode()
    assert ("Sasha Dunne confirmed this for Noor" in page, "Sasha Dunne of" in page) == (
        True,
        False,
    )
    entry = AuditEntry.objects.get(verb="confirm")
    assert (entry.actor, entry.object_kind, entry.object_id) == (rune, "reply", old.pk)
    assert tomasz.awards.filter(rule="solution", reversed_by=None).count() == 1
    with pytest.raises(Refusal, match="Only the person who asked"):
        withdraw_solution(old.thread, by=rune)
    log = as_member(maren).get("/moderate/log/")
    assert "Confirmed as the Solution in the asker" in log.content.decode()
    assert [act.may_undo for act in log.context["page"].acts] == [True]
    undo_act(entry, by=maren)
    assert not Solution.objects.filter(withdrawn_at=None).exists()
    assert not tomasz.awards.filter(rule="solution", reverses=None, reversed_by=None).exists()


def test_what_the_asker_said_since_is_not_run_over(
    old: Reply, rune: Member, maren: Member, noor: Member
) -> None:
    confirm_solution(old, by=rune)
    accept_solution(old, by=noor)
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(AuditEntry.objects.get(verb="confirm"), by=maren)


def test_a_page_costs_a_superuser_one_query_more(
    as_member: AsMember, thread: Thread, answer: Reply, rune: Member, django_assert_num_queries: Any
) -> None:
    client, at = as_member(rune), thread.get_absolute_url()
    client.get(at)
    for more in (0, 2, 17):
        for _n in range(more):
            Reply.objects.create(thread=thread, author=rune, source="So", html="<p>So</p>")
        with django_assert_num_queries(12):
            client.get(at)


def test_a_full_page_costs_a_decorated_superuser_twelve_queries(
    as_member: AsMember,
    ask: Callable[..., Thread],
    closed_board: Board,
    rune: Member,
    noor: Member,
    maren: Member,
    django_assert_num_queries: Any,
) -> None:
    """Who has all that a member can have, on a page that has all that a page can have, beside a board
    that is closed to others: a term, points, a rank, badges, votes, a watch, whom they muted."""
    thread, tag = ask(), Tag.objects.create(name="Hub", slug="hub")
    thread.tags.add(tag)
    link_threads(thread, ask(title="Another"), kind="related", by=maren)
    mine, other = (post_reply(thread, by=one, source="Bleed it") for one in (rune, maren))
    accept_solution(mine, by=noor)
    vote(other, by=rune, value=1)
    watch_thread(thread, by=rune)
    Mute.objects.create(member=rune, muted=noor)
    rune.groups.add(closed_board.groups.get())
    fold()
    standing = Standing.objects.get(pk=rune.pk)
    assert (
        standing.points > 0,
        standing.rank != "",
        BadgeAward.objects.filter(member=rune).exists(),
    ) == (True, True, True)
    client, at = as_member(rune), thread.get_absolute_url()
    client.get(at)
    with django_assert_num_queries(12):
        client.get(at)
    assert client.get(closed_board.get_absolute_url()).status_code == 200
