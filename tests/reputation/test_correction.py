"""A rule that is corrected backwards: by rows, for all that stands, and as often as one likes."""

import pytest

from accounts.models import Member
from forum.actions.replies import delete_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.votes import vote
from forum.models import Reply, Thread
from reputation.actions.correction import correct_rules
from reputation.actions.fold import fold
from reputation.actions.schemes import set_scheme
from reputation.models import Award, Pending
from reputation.queries.preview import rank_changes
from reputation.queries.replay import wrong_tallies
from reputation.queries.standing import standing_of
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals
from reputation.schemes import checked
from tests.conftest import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> Member:
    return make_member("saoirse", role="staff")


def clean() -> bool:
    fold()
    return not any((*wrong_totals(), *wrong_days(), *wrong_rows(), *wrong_tallies()))


def points(member: Member) -> int:
    return standing_of(member).points


def test_what_was_earned_before_stays_unless_staff_say_otherwise(
    answer: Reply, tomasz: Member, sasha: Member, staff: Member
) -> None:
    vote(answer, by=sasha, value=1)
    set_scheme(preset="small", data={"points": {"answer_helpful": 20}}, by=staff)
    fold()
    assert (points(tomasz), clean()) == (10, True)


def test_backwards_what_stands_counts_by_the_points_of_now(
    answer: Reply, thread: Thread, tomasz: Member, noor: Member, sasha: Member, staff: Member
) -> None:
    vote(answer, by=sasha, value=1)
    accept_solution(answer, by=noor)
    figures = {"points": {"answer_helpful": 20, "solution": 5}}
    set_scheme(preset="small", data=figures, by=staff, backwards=True)
    fold()
    assert (points(tomasz), points(noor), clean()) == (25, 2, True)
    whys = Award.objects.filter(reverses__isnull=False).values_list("rule", "why")
    assert sorted(whys) == [("answer_helpful", "corrected"), ("solution", "corrected")]
    assert correct_rules() == 0


def test_caps_hold_what_is_corrected_and_what_comes_again_counts_as_corrected(
    answer: Reply, tomasz: Member, sasha: Member, staff: Member
) -> None:
    vote(answer, by=sasha, value=1)
    figures = {"points": {"answer_helpful": 90}}
    set_scheme(preset="small", data=figures, by=staff, backwards=True)
    fold()
    assert (points(tomasz), clean()) == (30, True)  # from one voter no more counts on a day
    delete_reply(answer, by=tomasz)
    assert (points(tomasz), clean()) == (0, True)
    undelete_reply(answer, by=tomasz)
    assert (points(tomasz), clean()) == (30, True)


def test_a_note_that_was_not_finished_is_taken_up_again(
    answer: Reply, tomasz: Member, sasha: Member, staff: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote(answer, by=sasha, value=1)
    figures = {"points": {"answer_helpful": 20}}
    set_scheme(preset="small", data=figures, by=staff, backwards=True)

    def dies(**_more: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("reputation.actions.fold.correct_rules", dies)
        with pytest.raises(KeyboardInterrupt):
            fold()
    assert Pending.objects.filter(kind=Pending.RULES).count() == 1
    fold()
    assert (points(tomasz), Pending.objects.count()) == (20, 0)


def test_the_preview_names_who_would_change_rank_and_keeps_nothing(
    answer: Reply, tomasz: Member, noor: Member, sasha: Member
) -> None:
    accept_solution(answer, by=noor)
    fold()
    harder = checked(
        0,
        "small",
        {
            "ranks": [
                {"name": "Newcomer", "needs": {}},
                {"name": "Helper", "needs": {"solutions": 2}},
            ]
        },
    )
    found = rank_changes(harder)
    names = [(one.member, one.before.name, one.after.name, one.is_up) for one in found.changes]
    assert (found.up, found.down, names) == (0, 1, [(tomasz, "Helper", "Newcomer", False)])
    worth_more = checked(
        0,
        "small",
        {
            "points": {"solution": 500},
            "ranks": [
                {"name": "Newcomer", "needs": {}},
                {"name": "Helper", "needs": {"solutions": 1}},
                {"name": "Star", "needs": {"points": 400}},
            ],
        },
    )
    assert rank_changes(worth_more).up == 0
    assert rank_changes(worth_more, backwards=True).up == 1
    assert standing_of(tomasz).rank == "Helper"


def test_ranks_follow_a_new_scheme(
    answer: Reply, tomasz: Member, noor: Member, staff: Member
) -> None:
    accept_solution(answer, by=noor)
    fold()
    ranks = [{"name": "Guest", "needs": {}}, {"name": "Friend", "needs": {"solutions": 1}}]
    set_scheme(preset="small", data={"ranks": ranks}, by=staff)
    fold()
    assert (standing_of(tomasz).rank, standing_of(noor).rank) == ("Friend", "Guest")


def backwards(staff: Member, **data: object) -> None:
    set_scheme(preset="small", data=data, by=staff, backwards=True)


@pytest.mark.parametrize("first", ["correct", "bring back"])
def test_a_correction_gives_the_same_whenever_it_comes(
    answer: Reply, tomasz: Member, sasha: Member, staff: Member, first: str
) -> None:
    vote(answer, by=sasha, value=1)
    delete_reply(answer, by=tomasz)
    steps = [
        lambda: backwards(staff, points={"answer_helpful": 4}),
        lambda: undelete_reply(answer, by=tomasz),
    ]
    for step in steps if first == "correct" else reversed(steps):
        step()
        fold()
    assert (points(tomasz), clean()) == (4, True)


def test_what_holds_backwards_is_not_what_holds_since(
    answer: Reply, tomasz: Member, noor: Member, staff: Member
) -> None:
    accept_solution(answer, by=noor)
    backwards(staff, points={"solution": 20})
    set_scheme(preset="small", data={"points": {"solution": 30}}, by=staff)
    fold()
    assert (points(tomasz), clean()) == (20, True)


def test_caps_hold_backwards_too_and_otherwise_move_no_day_that_was_begun(
    answer: Reply, tomasz: Member, noor: Member, sasha: Member, staff: Member
) -> None:
    vote(answer, by=sasha, value=1)
    vote(answer, by=noor, value=1)
    set_scheme(preset="small", data={"caps": {"day": 10}}, by=staff)
    vote(answer, by=make_member("rune"), value=1)
    assert (points(tomasz), clean()) == (30, True)
    backwards(staff, caps={"day": 15})
    assert clean()
    assert points(tomasz) == 15
