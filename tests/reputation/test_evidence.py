"""What speaks for a candidate is what stands in the ledger, and who meets the criteria is a candidate."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Member
from forum.actions.flags import flag_post
from forum.actions.removals import hide_post
from forum.actions.replies import delete_reply, post_reply
from forum.actions.solutions import accept_solution, confirm_solution, withdraw_solution
from forum.models import Board, Reply, Thread
from reputation.models import Tier
from reputation.queries.evidence import Evidence, candidates, evidence_of, meets
from tests.conftest import make_member
from tests.reputation.honouring import honoured, make_tier, nominated, reviewers

Solve = Callable[..., Reply]
pytestmark = pytest.mark.django_db


@pytest.fixture
def tier(db: None) -> Tier:
    return make_tier(window_days=90)


@pytest.fixture
def solve(ask: Callable[..., Thread], noor: Member, tomasz: Member) -> Solve:
    def one(asker: Member = noor, by: Member = tomasz, *, days: int = 1, **more: Any) -> Reply:
        at = timezone.now() - timedelta(days=days)
        reply = post_reply(ask(by=asker, at=at, **more), by=by, source="So.", at=at)
        accept_solution(reply, by=asker, at=at)
        return reply

    return one


def known(member: Member, tier: Tier, viewer: Member | None = None) -> Evidence:
    return evidence_of(viewer or reviewers()[0], [member.pk], tier)[member.pk]


def test_nothing_is_nothing(sasha: Member, tier: Tier) -> None:
    assert known(sasha, tier) == Evidence(points=1)
    assert candidates(reviewers()[0], tier) == []


def test_languages_are_called_by_their_names() -> None:
    assert Evidence(languages=("de", "tlh")).language_names == ["Deutsch", "tlh"]


def test_what_stands_for_others_counts(
    solve: Solve, tier: Tier, tomasz: Member, sasha: Member, noor: Member
) -> None:
    first, second = solve(noor), solve(sasha)
    solve(noor)
    solve(tomasz)
    assert known(tomasz, tier) == Evidence(45, 3, 2, 0, ("Heating",), ("en",))
    withdraw_solution(first.thread, by=noor)
    delete_reply(second, by=tomasz)
    assert known(tomasz, tier) == Evidence(15, 1, 1, 0, ("Heating",), ("en",))


def test_what_the_company_confirmed_helped_who_asked(
    ask: Callable[..., Thread], tier: Tier, tomasz: Member, maren: Member
) -> None:
    at = timezone.now() - timedelta(days=20)
    reply = post_reply(ask(at=at), by=tomasz, source="So.", at=at)
    confirm_solution(reply, by=maren)
    found = known(tomasz, tier)
    assert (found.solutions, found.askers) == (1, 1)


def test_the_window(solve: Solve, tier: Tier, tomasz: Member) -> None:
    solve(days=100)
    solve(days=80)
    assert (known(tomasz, tier).solutions, known(tomasz, make_tier("all")).solutions) == (1, 2)
    assert known(tomasz, tier).points == 30


def test_upheld_flags_speak_against(
    solve: Solve, tier: Tier, tomasz: Member, sasha: Member, maren: Member
) -> None:
    solve()
    bad = solve()
    flag_post(bad, by=sasha, reason="spam")
    hide_post(bad, by=maren, reason="Spam")
    found = known(tomasz, tier)
    assert (found.flags, found.solutions, meets(found, tier)) == (1, 1, False)
    assert candidates(maren, tier) == []
    lenient = make_tier(most_flags=1)
    assert [one.member for one in candidates(maren, lenient)] == [tomasz]


def test_boards_that_the_viewer_may_not_see_are_not_named(
    solve: Solve, tier: Tier, closed_board: Board, tomasz: Member, noor: Member, maren: Member
) -> None:
    for member in (tomasz, noor):
        member.groups.add(*closed_board.groups.all())
    solve(Member.objects.get(pk=noor.pk), Member.objects.get(pk=tomasz.pk), board=closed_board)
    assert known(tomasz, tier, maren).boards == (closed_board.name,)
    outside = known(tomasz, tier, make_member("rune"))
    assert (outside.boards, outside.languages, outside.solutions) == ((), (), 1)


def test_candidates_are_those_who_could_be_nominated(
    solve: Solve, tier: Tier, noor: Member, sasha: Member, maren: Member
) -> None:
    names = ("ana", "bo", "cy", "di", "eli", "fay")
    people = {name: make_member(name) for name in names}
    for name in names:
        solve(by=people[name])
    solve(asker=sasha, by=people["di"])
    solve(by=people["fay"])
    Member.objects.filter(username="ana").update(role="ambassador")
    Member.objects.filter(username="bo").update(is_active=False)
    nominated(people["cy"], at=timezone.now())
    honoured(people["eli"], at=timezone.now())
    make_tier(window_days=90)
    rows = candidates(maren, Tier.objects.get(key="superuser"))
    found = [(one.member.username, one.evidence.solutions, one.evidence.askers) for one in rows]
    assert found == [("di", 2, 2), ("fay", 2, 1)]


@pytest.mark.parametrize(
    "more",
    (
        {"least_points": 16},
        {"least_solutions": 2},
        {"least_askers": 2},
        {"window_days": 90, "least_solutions": 2},
    ),
)
def test_each_criterion_counts(
    solve: Solve, tomasz: Member, maren: Member, more: dict[str, Any]
) -> None:
    solve()
    assert [one.member for one in candidates(maren, make_tier())] == [tomasz]
    assert candidates(maren, make_tier("strict", **more)) == []


def test_what_was_known_is_kept_with_the_nomination(
    solve: Solve, tier: Tier, tomasz: Member, noor: Member
) -> None:
    reply = solve()
    at: datetime = timezone.now()
    nomination = nominated(tomasz, at=at)
    withdraw_solution(reply.thread, by=noor)
    nomination.refresh_from_db()
    kept = Evidence.of_data(nomination.evidence)
    assert (kept.solutions, kept.points, known(tomasz, tier).solutions) == (1, 15, 0)
