"""So many accepted edits of a member pay and no more, whatever is accepted, undone, deleted and brought
back in whatever order."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.backfill import backfill_points
from forum.actions.edits import revert_edit
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.suggested import accept_suggestion, suggest_edit
from forum.actions.threads import delete_thread, undelete_thread
from forum.actions.undo import undo_act
from forum.models import Reply, SuggestedEdit, Thread
from reputation.models import Award, SchemeVersion, Standing
from reputation.queries.schemes import forget_schemes
from reputation.queries.totals import wrong_days, wrong_totals
from tests.conftest import make_member
from tests.forum.test_points import start_anew
from tests.reputation.holding import EVERYBODY_TRUSTED, hold

Ask = Callable[..., Thread]
PAID, POSTS = 3, 8
ACTS = ("accept", "accept", "revert", "delete", "back", "thread", "thread back", "undo")


@pytest.fixture(autouse=True)
def _few_pay(db: None) -> Iterator[None]:
    hold(EVERYBODY_TRUSTED)
    with patch("reputation.schemes.MOST_FROM_EDITS", PAID * 2):
        yield


@pytest.fixture
def answers(ask: Ask, tomasz: Member) -> list[Reply]:
    threads = [ask(), ask()]
    return [post_reply(threads[n % 2], by=tomasz, source=f"Answer {n}") for n in range(POSTS)]


def paid_now() -> list[int]:
    rows = Award.objects.filter(rule="edit_approved", reverses=None, reversed_by=None)
    assert {row.counted for row in rows} <= {2}
    return sorted(rows.values_list("source_id", flat=True))


def due_now(by: Member) -> list[int]:
    """Asked of the rows one by one, apart from the product."""
    rows = SuggestedEdit.objects.filter(by=by, state="accepted").select_related("reply__thread")
    there = [
        (row.decided_at, row.pk)
        for row in rows
        if row.reply and row.reply.deleted_at is None and row.reply.thread.deleted_at is None
    ]
    return sorted(pk for _at, pk in sorted(there)[:PAID])


def act(name: str, answer: Reply, piet: Member, maren: Member, at: datetime) -> None:
    answer = Reply.objects.select_related("thread").get(pk=answer.pk)
    if name == "accept":
        made = suggest_edit(answer, by=piet, source=f"Better at {at}", note="Better", at=at)
        accept_suggestion(made, by=maren, at=at)
    elif name == "revert":
        revert_edit(answer, by=maren, reason="No", at=at)
    elif name == "undo":
        entries = AuditEntry.objects.filter(object_kind="reply", object_id=answer.pk)
        for entry in entries.order_by("-pk")[:1]:
            undo_act(entry, by=maren, at=at)
    elif name == "delete":
        delete_reply(answer, by=answer.author, at=at)
    elif name == "back":
        undelete_reply(answer, by=maren, at=at)
    else:
        change = undelete_thread if name.endswith("back") else delete_thread
        change(answer.thread, by=maren, at=at)


STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, POSTS - 1)), min_size=5, max_size=25
)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
def test_the_first_that_stand_pay(
    answers: list[Reply],
    sasha: Member,
    maren: Member,
    steps: list[tuple[str, int]],
) -> None:
    at = answers[-1].created_at
    with transaction.atomic():
        for name, which in steps:
            at += timedelta(minutes=7)
            try:
                act(name, answers[which], sasha, maren, at)
            except Refusal:
                continue
            assert paid_now() == due_now(sasha)
        assert ([*wrong_totals()], [*wrong_days()]) == ([], [])
        transaction.set_rollback(True)


def test_what_found_no_room_has_some_when_one_goes(
    answers: list[Reply], sasha: Member, maren: Member
) -> None:
    at = answers[-1].created_at
    for number in range(5):
        act("accept", answers[number], sasha, maren, at + timedelta(minutes=number))
    first = [row.pk for row in SuggestedEdit.objects.order_by("pk")]
    assert (paid_now(), Standing.objects.get(member=sasha).points) == (first[:3], 6)
    delete_thread(answers[0].thread, by=maren)
    assert paid_now() == [first[1], first[3]]
    undelete_thread(answers[0].thread, by=maren)
    assert (paid_now(), Standing.objects.get(member=sasha).points) == (first[:3], 6)


@pytest.mark.parametrize(("points", "paid"), ((1, 5), (2, 3), (3, 2), (4, 1), (7, 0), (0, 0)))
def test_the_points_of_now_say_how_many_pay(
    answers: list[Reply], sasha: Member, maren: Member, points: int, paid: int
) -> None:
    """No more than six points come from edits here, whatever each one gives."""
    data = {**EVERYBODY_TRUSTED, "points": {"edit_approved": points}}
    SchemeVersion.objects.create(number=2, preset="small", data=data)
    forget_schemes()
    at = answers[-1].created_at
    for number in range(5):
        act("accept", answers[number], sasha, maren, at + timedelta(minutes=number))
    rows = Award.objects.filter(rule="edit_approved", reverses=None, reversed_by=None)
    rows = rows.order_by("source_id")
    given = [row.counted for row in rows if row.counted]
    assert given == [points] * paid
    before = list(rows.values_list("source_id", flat=True))
    start_anew()
    backfill_points()
    assert list(rows.values_list("source_id", flat=True)) == before


def test_backfill_pays_the_same(answers: list[Reply], sasha: Member, maren: Member) -> None:
    piet, at = make_member("piet"), answers[-1].created_at
    for number, answer in enumerate(answers[:5]):
        for by in (sasha, piet)[: 1 + number % 2]:
            act("accept", answer, by, maren, at + timedelta(minutes=number, seconds=by.pk))
    before = paid_now()
    assert len(before) == 5
    assert backfill_points() == 0
    start_anew()
    assert backfill_points() == 5
    assert paid_now() == before


def test_the_caps_of_a_day_and_a_post_hold_edits_and_no_voters_does(
    answers: list[Reply], sasha: Member, maren: Member
) -> None:
    caps = {"day": 5, "post": 3, "voter": 1}
    SchemeVersion.objects.create(number=2, preset="small", data={**EVERYBODY_TRUSTED, "caps": caps})
    forget_schemes()
    at = answers[-1].created_at
    for number, which in enumerate((0, 0, 1)):
        act("accept", answers[which], sasha, maren, at + timedelta(seconds=number))
    rows = Award.objects.filter(rule="edit_approved").order_by("pk")
    assert [(row.nominal, row.counted) for row in rows] == [(2, 2), (2, 1), (2, 2)]
