"""After any sequence of actions every counter and copy is what its rows say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from forum.actions import replies, solutions, threads, votes
from forum.actions.counters import recount
from forum.actions.moderation import move_thread
from forum.actions.recommendations import recommend_reply, withdraw_recommendation
from forum.actions.removals import hide_post
from forum.actions.undo import bring_back, undo_act
from forum.enums import STATES, State
from forum.models import Board, Comment, Recommendation, Reply, Section, Solution, Thread
from tests.conftest import make_member
from tests.reputation.holding import EVERYBODY_TRUSTED, hold

PEOPLE = ("noor", "tomasz", "sasha", "maren")
WHO = st.sampled_from(PEOPLE)
KINDS = st.sampled_from(("question", "question", "problem", "idea", "talk"))


class Community(RuleBasedStateMachine):
    """Four people do what they like to threads; what is refused changes nothing."""

    posts = Bundle("threads")
    answers = Bundle("answers")
    notes = Bundle("notes")

    def __init__(self) -> None:
        super().__init__()
        # Every example in a transaction that is rolled back.
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        section = Section.objects.create(name="Help", slug="help")
        self.board = Board.objects.create(section=section, name="Heating", slug="heating")
        self.other = Board.objects.create(section=section, name="Water", slug="water")
        hold(EVERYBODY_TRUSTED)
        self.people = {
            name: make_member(name, role="ambassador" if name == "maren" else "member")
            for name in PEOPLE
        }

    def by(self, name: str) -> Member:
        return self.people[name]

    def tick(self, days: float = 0.25) -> datetime:
        self.now += timedelta(days=days)
        return self.now

    @rule(target=posts, kind=KINDS, who=WHO)
    def ask(self, kind: str, who: str) -> int:
        made = threads.ask_thread(
            self.board, by=self.by(who), kind=kind, title="Cold", source="Cold", at=self.tick()
        )
        return made.pk

    @rule(target=answers, thread=posts, who=WHO, late=st.booleans())
    def answer(self, thread: int, who: str, late: bool) -> int | None:
        at = self.tick()
        try:
            made = replies.post_reply(
                Thread.objects.get(pk=thread),
                by=self.by(who),
                source="Warm",
                at=at - timedelta(days=3) if late else at,
            )
        except Refusal:
            return None
        return made.pk

    def do(self, action: Any, *args: Any, **more: Any) -> Any:
        try:
            return action(*args, **more)
        except Refusal:
            return None

    def reply(self, pk: int | None) -> Reply | None:
        return Reply.objects.filter(pk=pk or 0).first()

    @rule(reply=answers, who=WHO, workaround=st.booleans())
    def accept(self, reply: int | None, who: str, workaround: bool) -> None:
        if found := self.reply(reply):
            by = self.by(who) if workaround else found.thread.author
            more = {"is_workaround": workaround, "at": self.tick()}
            self.do(solutions.accept_solution, found, by=by, **more)

    @rule(reply=answers)
    def confirm(self, reply: int | None) -> None:
        if found := self.reply(reply):
            at = self.tick(8)
            self.do(solutions.confirm_solution, found, by=self.by("maren"), at=at)

    @rule(thread=posts)
    def solve_without(self, thread: int) -> None:
        found = Thread.objects.get(pk=thread)
        self.do(solutions.solve_without_answer, found, by=found.author, at=self.tick())

    @rule(thread=posts, who=WHO, asker=st.booleans())
    def withdraw(self, thread: int, who: str, asker: bool) -> None:
        found = Thread.objects.get(pk=thread)
        by = found.author if asker else self.by(who)
        self.do(solutions.withdraw_solution, found, by=by, at=self.tick())

    @rule(reply=answers, back=st.booleans())
    def delete_or_bring_back(self, reply: int | None, back: bool) -> None:
        if found := self.reply(reply):
            action = replies.undelete_reply if back else replies.delete_reply
            self.do(action, found, by=found.author, at=self.tick())

    @rule(thread=posts, back=st.booleans())
    def delete_thread(self, thread: int, back: bool) -> None:
        action = threads.undelete_thread if back else threads.delete_thread
        self.do(action, Thread.objects.get(pk=thread), by=self.by("maren"), at=self.tick())

    @rule(thread=posts, back=st.booleans())
    def hide_thread(self, thread: int, back: bool) -> None:
        self.hide(Thread.objects.get(pk=thread), back)

    @rule(reply=answers, back=st.booleans())
    def hide_answer(self, reply: int | None, back: bool) -> None:
        if found := self.reply(reply):
            self.hide(found, back)

    @rule(note=notes, back=st.booleans())
    def hide_note(self, note: int | None, back: bool) -> None:
        for found in Comment.objects.filter(pk=note or 0):
            self.hide(found, back)

    def hide(self, post: Thread | Reply | Comment, back: bool) -> None:
        if back:
            self.do(bring_back, post, by=self.by("maren"), reason="x", at=self.tick())
        else:
            self.do(hide_post, post, by=self.by("maren"), reason="Because", at=self.tick())

    @rule(thread=posts, there=st.booleans())
    def move_thread(self, thread: int, there: bool) -> None:
        board = self.other if there else self.board
        found, by = Thread.objects.get(pk=thread), self.by("maren")
        self.do(move_thread, found, by=by, board=board, reason="Because", at=self.tick())

    @rule(back=st.integers(0, 5))
    def undo_something(self, back: int) -> None:
        for entry in AuditEntry.objects.order_by("-pk")[back : back + 1]:
            self.do(undo_act, entry, by=self.by("maren"), at=self.tick())

    @rule(thread=posts, data=st.data())
    def set_state(self, thread: int, data: st.DataObject) -> None:
        found = Thread.objects.get(pk=thread)
        state = data.draw(st.sampled_from(STATES[found.kind]))
        more = {"note": "Because", "at": self.tick()}
        self.do(threads.set_state, found, by=self.by("maren"), state=state, **more)

    @rule(reply=answers, who=WHO, value=st.sampled_from((1, -1, 0)))
    def vote_on_answer(self, reply: int | None, who: str, value: int) -> None:
        if found := self.reply(reply):
            self.vote(found, who, value)

    @rule(thread=posts, who=WHO, value=st.sampled_from((1, -1, 0)))
    def vote_on_thread(self, thread: int, who: str, value: int) -> None:
        self.vote(Thread.objects.get(pk=thread), who, value)

    def vote(self, post: Thread | Reply, who: str, value: int) -> None:
        if value:
            self.do(votes.vote, post, by=self.by(who), value=value)
        else:
            self.do(votes.unvote, post, by=self.by(who))

    @rule(thread=posts, who=WHO, on=st.booleans())
    def me_too(self, thread: int, who: str, on: bool) -> None:
        action = votes.add_me_too if on else votes.remove_me_too
        self.do(action, Thread.objects.get(pk=thread), by=self.by(who))

    @rule(thread=posts, who=WHO, on=st.booleans())
    def watch(self, thread: int, who: str, on: bool) -> None:
        action = votes.watch_thread if on else votes.unwatch_thread
        self.do(action, Thread.objects.get(pk=thread), by=self.by(who))

    @rule(target=notes, thread=posts, who=WHO)
    def note_on_thread(self, thread: int, who: str) -> int | None:
        return self.note(Thread.objects.get(pk=thread), who)

    @rule(target=notes, reply=answers, who=WHO)
    def note_on_answer(self, reply: int | None, who: str) -> int | None:
        found = self.reply(reply)
        return self.note(found, who) if found else None

    def note(self, post: Thread | Reply, who: str) -> int | None:
        made = self.do(replies.comment_on, post, by=self.by(who), source="Hm", at=self.tick())
        return made.pk if made else None

    @rule(note=notes)
    def delete_note(self, note: int | None) -> None:
        for found in Comment.objects.filter(pk=note or 0):
            self.do(replies.delete_comment, found, by=found.author, at=self.tick())

    @rule(note=notes, who=WHO)
    def undelete_note(self, note: int | None, who: str) -> None:
        for found in Comment.objects.filter(pk=note or 0):
            self.do(replies.undelete_comment, found, by=self.by(who))

    @rule(thread=posts, text=st.sampled_from(("Cold", "Colder")))
    def edit_thread(self, thread: int, text: str) -> None:
        found = Thread.objects.get(pk=thread)
        self.do(threads.edit_thread, found, by=found.author, title=text, source=text)

    @rule(reply=answers, text=st.sampled_from(("Warm", "Warmer")))
    def edit_answer(self, reply: int | None, text: str) -> None:
        if found := self.reply(reply):
            self.do(replies.edit_reply, found, by=found.author, source=text)

    @rule(reply=answers, on=st.booleans())
    def recommend(self, reply: int | None, on: bool) -> None:
        if found := self.reply(reply):
            action = recommend_reply if on else withdraw_recommendation
            self.do(action, found, by=self.by("maren"))

    @invariant()
    def counters_are_right(self) -> None:
        assert recount() == {}

    @invariant()
    def threads_say_what_stands(self) -> None:
        standing = {s.thread_id: s for s in Solution.objects.filter(withdrawn_at=None)}
        for thread in Thread.objects.all():
            mark = standing.get(thread.pk)
            fixed = thread.state == State.FIXED
            assert thread.is_solved == (mark is not None or fixed)
            assert thread.solution_id == (mark.reply_id if mark else None)
            assert (thread.solved_at is None) == (not thread.is_solved)
            assert mark is None or thread.solved_at == mark.at

    @invariant()
    def nothing_deleted_stands(self) -> None:
        assert not Solution.objects.filter(
            withdrawn_at=None, reply__deleted_at__isnull=False
        ).exists()
        assert not Recommendation.objects.filter(
            withdrawn_at=None, reply__deleted_at__isnull=False
        ).exists()

    @invariant()
    def nothing_undone_is_told(self) -> None:
        standing = Solution.objects.filter(withdrawn_at=None)
        stands = {f"solution:{s.thread_id}:{s.reply_id or 0}" for s in standing}
        live = Notification.objects.filter(event__startswith="solution:", withdrawn_at=None)
        assert set(live.values_list("event", flat=True)) <= stands


@pytest.mark.long
@pytest.mark.django_db
def test_counters_after_any_sequence() -> None:
    run_state_machine_as_test(
        Community,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
