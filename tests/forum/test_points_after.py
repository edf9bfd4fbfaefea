"""After any sequence of votes, marks, deletions, flags and changes of role, in whatever order, what
members have is what stands."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions import replies, solutions, threads, votes
from forum.actions.edits import revert_edit
from forum.actions.flags import flag_post
from forum.actions.recommendations import recommend_reply, withdraw_recommendation
from forum.actions.removals import hide_post
from forum.actions.suggested import accept_suggestion, refuse_suggestion, suggest_edit
from forum.actions.undo import bring_back, undo_act
from forum.models import Board, Reply, Section, Thread
from reputation.actions.correction import correct_rules
from reputation.actions.schemes import set_scheme
from reputation.models import Standing
from reputation.queries.standing import standing_of
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals
from tests.conftest import make_member
from tests.forum.earned import earned
from tests.reputation.holding import EVERYBODY_TRUSTED, hold

VOTERS = ("sasha", "olga", "piet", "ines")
PEOPLE = ("noor", "tomasz", *VOTERS, "maren")
WHO = st.sampled_from(PEOPLE)
ANSWERS = st.integers(0, 7)
THREADS = st.integers(0, 2)
ACTS = (
    *("like", "adore", "adore", "vote", "ask", "accept", "unaccept", "recommend", "delete"),
    *("delete", "thread", "flag", "hide", "hide", "back", "undo", "role", "day"),
    *("suggest", "suggest", "suggest", "agree", "agree", "agree", "refuse", "revert"),
    *("confirm", "hide thread", "back thread", "role", "correct"),
)
# Figures that hold all along.
HELD = {**EVERYBODY_TRUSTED, "caps": {"day": 70, "post": 30, "voter": 30}}

# So many edits of a member pay here.
PAID = 2
T0 = datetime(2026, 3, 1, 22, tzinfo=UTC)


class Points(RuleBasedStateMachine):
    """Noor asks a question and an idea, Tomasz a problem; both answer, Tomasz much; the others
    vote on it."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.few = patch("reputation.schemes.MOST_FROM_EDITS", PAID * 2)
        self.few.start()
        self.now = T0

    def teardown(self) -> None:
        self.few.stop()
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        hold(HELD)
        self.helpful = 10
        staff = {"ida": make_member("ida", role="staff")}
        section = Section.objects.create(name="Help", slug="help")
        board = Board.objects.create(section=section, name="Heating", slug="heating")
        self.people = {
            name: make_member(name, role="ambassador" if name == "maren" else "member")
            for name in PEOPLE
        } | staff
        self.threads, self.answers = [], []
        for kind, who in (("question", "noor"), ("problem", "tomasz"), ("idea", "noor")):
            by = self.people[who]
            made = threads.ask_thread(board, by=by, kind=kind, title="Cold", source="Cold", at=T0)
            self.threads.append(made.pk)
            for other in ("tomasz", "tomasz", "noor", "sasha")[: 3 if kind == "idea" else 4]:
                answer = replies.post_reply(made, by=self.people[other], source="Warm", at=T0)
                self.answers.append(answer.pk)

    def tick(self, hours: float = 0.3) -> datetime:
        self.now += timedelta(hours=hours)
        return self.now

    def answer(self, number: int) -> Reply:
        return Reply.objects.select_related("thread").get(pk=self.answers[number])

    def thread(self, number: int) -> Thread:
        return Thread.objects.get(pk=self.threads[number])

    def do(self, action: Any, *args: Any, **more: Any) -> None:
        try:
            action(*args, **more)
        except Refusal:
            return

    def find_helpful(self, answer: int, who: str) -> None:
        self.do(votes.vote, self.answer(answer), by=self.people[who], value=1, at=self.tick())

    def find_everything_helpful(self, who: str) -> None:
        """One who likes somebody: more than a voter's day counts."""
        for number in range(6):
            self.find_helpful(number, who)

    def vote_otherwise(self, answer: int, who: str, value: int) -> None:
        self.vote(self.answer(answer), who, value)

    def vote_on_thread(self, thread: int, who: str, value: int) -> None:
        self.vote(self.thread(thread), who, value)

    def vote(self, post: Thread | Reply, who: str, value: int) -> None:
        if value:
            self.do(votes.vote, post, by=self.people[who], value=value, at=self.tick())
        else:
            self.do(votes.unvote, post, by=self.people[who])

    def accept(self, answer: int) -> None:
        found = self.answer(answer)
        self.do(solutions.accept_solution, found, by=found.thread.author, at=self.tick())

    def confirm(self, answer: int) -> None:
        by = self.people["maren"]
        self.do(solutions.confirm_solution, self.answer(answer), by=by, at=self.tick(200))

    def unaccept(self, thread: int) -> None:
        found = self.thread(thread)
        self.do(solutions.withdraw_solution, found, by=found.author, at=self.tick())

    def recommend(self, answer: int, on: bool) -> None:
        action = recommend_reply if on else withdraw_recommendation
        self.do(action, self.answer(answer), by=self.people["maren"], at=self.tick())

    def delete_or_bring_back(self, answer: int, back: bool) -> None:
        found = self.answer(answer)
        action = replies.undelete_reply if back else replies.delete_reply
        self.do(action, found, by=found.author, at=self.tick())

    def delete_thread(self, thread: int, back: bool) -> None:
        action = threads.undelete_thread if back else threads.delete_thread
        self.do(action, self.thread(thread), by=self.people["maren"], at=self.tick())

    def flag(self, answer: int, who: str, reason: str) -> None:
        by = self.people[who]
        self.do(flag_post, self.answer(answer), by=by, reason=reason, at=self.tick())

    def moderate(self, answer: int, act: Any) -> None:
        more = {"by": self.people["maren"], "reason": "Because", "at": self.tick()}
        self.do(act, self.answer(answer), **more)

    def moderate_thread(self, thread: int, act: Any) -> None:
        more = {"by": self.people["maren"], "reason": "Because", "at": self.tick()}
        self.do(act, self.thread(thread), **more)

    def undo_something(self, back: int) -> None:
        for entry in AuditEntry.objects.order_by("-pk")[back : back + 1]:
            self.do(undo_act, entry, by=self.people["maren"], at=self.tick())

    def suggest(self, answer: int, who: str) -> None:
        at = self.tick()
        more = {"by": self.people[who], "source": f"Warm at {at}", "note": "Warmer", "at": at}
        self.do(suggest_edit, self.answer(answer), **more)

    def decide(self, answer: int, act: Any, **more: Any) -> None:
        """Its author or the company, on what was suggested for an answer."""
        found = self.answer(answer)
        by = found.author if answer % 2 else self.people["maren"]
        for row in found.suggestions.filter(state="open").order_by("-at")[:1]:
            self.do(act, row, by=by, at=self.tick(), **more)

    def become(self, who: str, role: str) -> None:
        """Nothing that was earned moves; what is written from now on counts elsewhere. Maren stays,
        who keeps order here."""
        if who == "maren":
            return
        before = standing_of(self.people[who])
        Member.objects.filter(username=who).update(role=role)
        self.people[who].refresh_from_db()
        now = standing_of(self.people[who])
        assert (now.points, now.employee_points) == (before.points, before.employee_points)

    def correct(self, helpful: int) -> None:
        """Staff give other points for a helpful answer, and count what was earned by them too."""
        data, staff = {**HELD, "points": {"answer_helpful": helpful}}, self.people["ida"]
        set_scheme(preset="small", data=data, by=staff, backwards=True)
        correct_rules(at=self.tick())
        self.helpful = helpful

    def next_day(self) -> None:
        self.tick(24)

    @rule(
        steps=st.lists(
            st.tuples(st.sampled_from(ACTS), ANSWERS, WHO, st.booleans()), min_size=12, max_size=24
        )
    )
    def live(self, steps: list[tuple[str, int, str, bool]]) -> None:
        """The one rule: of many, a machine leaves most out of most examples."""
        for act, answer, who, on in steps:
            self.act(act, answer, who, on)
            self.points_are_what_stands()
        self.the_ledger_replays()

    def act(self, act: str, answer: int, who: str, on: bool) -> None:
        thread = answer % 3
        {
            "like": lambda: self.find_helpful(answer, who),
            "adore": lambda: self.find_everything_helpful(who),
            "vote": lambda: self.vote_otherwise(answer, who, -1 if on else 0),
            "ask": lambda: self.vote_on_thread(thread, who, 1 if on else -1),
            "accept": lambda: self.accept(answer),
            "unaccept": lambda: self.unaccept(thread),
            "recommend": lambda: self.recommend(answer, on),
            "delete": lambda: self.delete_or_bring_back(answer, on),
            "thread": lambda: self.delete_thread(thread, on),
            "flag": lambda: self.flag(answer, who, "spam" if on else "place"),
            "hide": lambda: self.moderate(answer, hide_post),
            "back": lambda: self.moderate(answer, bring_back),
            "undo": lambda: self.undo_something(answer % 3),
            "suggest": lambda: self.suggest(answer, who),
            "agree": lambda: self.decide(answer, accept_suggestion),
            "refuse": lambda: self.decide(answer, refuse_suggestion, reason="No"),
            "revert": lambda: self.moderate(answer, revert_edit),
            "confirm": lambda: self.confirm(answer),
            "hide thread": lambda: self.moderate_thread(thread, hide_post),
            "back thread": lambda: self.moderate_thread(thread, bring_back),
            "role": lambda: self.become(who, "ambassador" if on else "member"),
            "correct": lambda: self.correct(15 if on else 10),
            "day": self.next_day,
        }[act]()

    def deserved(self) -> Counter[int]:
        return earned(70, 30, 30, PAID, self.helpful)

    def points_are_what_stands(self) -> None:
        rows = Standing.objects.values_list("pk", "points", "employee_points")
        assert Counter({pk: a + b for pk, a, b in rows if a + b}) == self.deserved()

    def the_ledger_replays(self) -> None:
        assert ([*wrong_totals()], [*wrong_days()], [*wrong_rows()]) == ([], [], [])


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Points,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_points_after_some_sequences() -> None:
    run(4, 3)


@pytest.mark.long
@pytest.mark.django_db
def test_points_after_any_sequence() -> None:
    run(24, 6)
