"""What is taken back in the same moment in which past years are paid is not paid: the backfill holds
first, and reads then."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Member
from forum.actions import backfill
from forum.actions.backfill import backfill_points
from forum.actions.counters import recount
from forum.actions.recommendations import withdraw_recommendation
from forum.actions.removals import remove_post
from forum.actions.replies import delete_reply
from forum.actions.solutions import withdraw_solution
from forum.actions.votes import unvote
from forum.models import Recommendation, Reply, Solution, Thread, Vote
from reputation.models import Award, Source
from tests.forum.earned import earned
from tests.forum.test_merging import points
from tests.forum.test_races import post_of
from tests.overlapping import in_line

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("everybody_trusted"),
]


@pytest.fixture
def years(answer: Reply, noor: Member, sasha: Member, maren: Member) -> Reply:
    """An answer with everything that pays, as it came from elsewhere: told to nobody, and unpaid."""
    Vote.objects.create(reply=answer, voter=sasha, value=1, pays=True)
    Solution.objects.create(thread=answer.thread, reply=answer, by=noor)
    Recommendation.objects.create(reply=answer, by=maren, reason="Safe.")
    Thread.objects.update(is_solved=True, solution=answer)
    Reply.objects.update(imported_helpful=3)
    recount()
    Source.objects.all().delete()
    return post_of(answer.pk)


def all_is_well() -> None:
    """Everybody has what the rows deserve, and nothing of what went."""
    assert points() == earned() + earned_by_number()
    out = StringIO()
    call_command("reputation_check", stdout=out)
    assert out.getvalue() == "The ledger and the totals agree.\n"


def earned_by_number() -> Counter[int]:
    """What came as a count, which pays outside of votes: 10 for each."""
    rows = Reply.objects.filter(deleted_at=None, thread__deleted_at=None, imported_helpful__gt=0)
    return Counter({row.author_id: 10 * row.imported_helpful for row in rows})


UNDONE: dict[str, Callable[[Reply, dict[str, Member]], object]] = {
    "a vote": lambda reply, people: unvote(reply, by=people["sasha"]),
    "a Solution": lambda reply, people: withdraw_solution(reply.thread, by=people["noor"]),
    "a Recommendation": lambda reply, people: withdraw_recommendation(reply, by=people["maren"]),
    "an answer": lambda reply, people: delete_reply(reply, by=people["tomasz"]),
    "a thread": lambda reply, people: remove_post(
        reply.thread, by=people["maren"], reason="Asked by mistake."
    ),
}


@pytest.fixture
def people(noor: Member, tomasz: Member, sasha: Member, maren: Member) -> dict[str, Member]:
    return {"noor": noor, "tomasz": tomasz, "sasha": sasha, "maren": maren}


@pytest.mark.parametrize("what", UNDONE)
def test_what_is_being_taken_back_is_not_paid(
    years: Reply, people: dict[str, Member], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whoever takes it back has told the ledger, where nothing stood yet, and has not committed. The
    backfill has told of the posts already, for there it would wait for a thread that goes."""
    monkeypatch.setattr(backfill, "_posts", list)
    undo = partial(UNDONE[what], years, people)
    assert in_line(undo, backfill_points) == []
    all_is_well()
    assert backfill_points() == 0


@pytest.mark.parametrize("what", UNDONE)
def test_what_is_taken_back_meanwhile_is_paid_and_undone(
    years: Reply, people: dict[str, Member], what: str
) -> None:
    undo = partial(UNDONE[what], years, people)
    assert in_line(backfill_points, undo) == []
    assert Award.objects.exclude(reverses=None).exists()
    all_is_well()
    assert backfill_points() == 0
