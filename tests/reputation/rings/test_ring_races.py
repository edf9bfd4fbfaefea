"""A pair is held or reversed in the same moment in which it votes; and whoever looks for rings, decides
and votes at once waits for nobody in a circle."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Member, Notification
from forum.actions.replies import post_reply
from forum.actions.votes import unvote, vote
from forum.models import Reply, Thread
from reputation.actions import rings
from reputation.actions.ledger import Cause, Due, hold_members, settle
from reputation.actions.rings import decide_finding, decide_group, run_ring_check
from reputation.enums import FindingState, Rule
from reputation.models import Award, Finding, Standing
from reputation.rings.inputs import Cluster
from tests.forum.test_races import at_once, post_of
from tests.overlapping import in_line
from tests.reputation.rings.test_held_points import T0, found, pair_of, points

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("everybody_trusted"),
]
HELD, REVERSED, CLEARED = FindingState.HELD, FindingState.REVERSED, FindingState.CLEARED
NO_PAY = pytest.mark.parametrize("state", [HELD, REVERSED])
Look = Callable[..., None]


def checked() -> str:
    out = StringIO()
    call_command("reputation_check", stdout=out)
    return out.getvalue()


def all_is_well() -> None:
    assert checked() == "The ledger and the totals agree.\n"


def standing() -> list[tuple[int, bool]]:
    """What each award that stands counts, and whether it waits."""
    rows = Award.objects.filter(reverses=None, reversed_by=None).order_by("pk")
    return list(rows.values_list("counted", "is_held"))


# Decided and voted ------------------------------------------------------------------------------
@NO_PAY
def test_a_vote_that_is_not_committed_yet_is_held_as_well(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member, state: str
) -> None:
    finding = found(sasha, tomasz)
    decide_finding(finding, state=CLEARED, by=maren, reason="friends")

    def decide() -> None:
        decide_finding(finding, state=state, by=maren, reason="a ring")

    assert in_line(lambda: vote(answer, by=sasha, value=1), decide) == []
    assert (standing(), points(tomasz)) == ([(0, True)], 0)
    all_is_well()


@NO_PAY
def test_a_vote_that_comes_while_it_is_decided_is_held(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member, state: str
) -> None:
    finding = found(sasha, tomasz)
    decide_finding(finding, state=CLEARED, by=maren, reason="friends")

    def decide() -> None:
        decide_finding(finding, state=state, by=maren, reason="a ring")

    assert in_line(decide, lambda: vote(post_of(answer.pk), by=sasha, value=1)) == []
    assert (standing(), points(tomasz)) == ([(0, True)], 0)
    all_is_well()


def test_a_vote_that_comes_while_its_pair_is_found_is_held(
    answer: Reply, sasha: Member, tomasz: Member, look: Look
) -> None:
    look((sasha, tomasz))
    assert in_line(run_ring_check, lambda: vote(post_of(answer.pk), by=sasha, value=1)) == []
    assert (standing(), points(tomasz)) == ([(0, True)], 0)
    all_is_well()


@NO_PAY
def test_in_a_storm_the_pair_ends_without_pay_and_others_are_paid(
    thread: Thread, sasha: Member, tomasz: Member, noor: Member, maren: Member, state: str
) -> None:
    """Fifteen votes of the pair on five answers, with some taken back and two decisions among them."""
    answers = [post_reply(thread, by=tomasz, source=f"Two-wire, {n}.").pk for n in range(5)]
    finding = found(sasha, tomasz)
    decide_finding(finding, state=CLEARED, by=maren, reason="friends")

    def storm(number: int) -> None:
        post = post_of(answers[number % 5])
        if number in (6, 13):
            decide_finding(finding, state=state, by=maren, reason="a ring")
        elif number == 20:
            vote(post_of(answers[0]), by=noor, value=1)
        elif number % 4 == 3:
            unvote(post, by=sasha)
        else:
            vote(post, by=sasha, value=1)

    assert at_once(storm, 21) == []
    waits = Award.objects.filter(counterpart=sasha, reverses=None, reversed_by=None)
    assert set(waits.values_list("counted", "is_held")) <= {(0, True)}
    assert (points(tomasz), Finding.objects.get().state) == (10, state)
    all_is_well()


# Nobody waits in a circle -------------------------------------------------------------------------
@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Look:
    """Have the search find these pairs of voter and author, each a group of its own."""

    def make(*pairs: tuple[Member, Member]) -> None:
        clusters = [
            Cluster((voter.pk, author.pk), (pair_of(voter.pk, author.pk),), ("quick",))
            for voter, author in pairs
        ]
        monkeypatch.setattr(rings, "find_rings", lambda _seen, _use: clusters)

    return make


def give_standing(*members: Member) -> None:
    """Rows to hold."""
    Standing.objects.bulk_create(Standing(member=one) for one in members)


def by_two(first: Member, second: Member) -> list[Cause]:
    """Recommended posts of two authors, in this order."""
    return [
        Cause("recommended", one.pk, (Due(Rule.RECOMMENDED, one.pk, T0, post=("reply", one.pk)),))
        for one in (first, second)
    ]


def test_two_posts_in_opposite_order(sasha: Member, tomasz: Member) -> None:
    """Who settles the younger member's post first would hold that member already while they wait for
    the older one, whom the other has got."""
    older, younger = sorted((sasha, tomasz), key=lambda one: one.pk)
    give_standing(older, younger)
    opposite = (lambda: settle(by_two(older, younger)), lambda: settle(by_two(younger, older)))
    assert in_line(lambda: hold_members({older.pk}), *opposite) == []
    assert (points(older), points(younger)) == (15, 15)
    assert at_once(lambda n: opposite[n % 2](), 16) == []
    assert Award.objects.count() == 2
    all_is_well()


def test_a_search_and_a_settling_hold_authors_in_one_order(
    sasha: Member, tomasz: Member, noor: Member, look: Look
) -> None:
    """The search finds the younger author first."""
    older, younger = sorted((sasha, tomasz), key=lambda one: one.pk)
    give_standing(older, younger)
    look((noor, younger), (noor, older))
    assert (
        in_line(
            lambda: hold_members({older.pk}),
            lambda: settle(by_two(older, younger)),
            run_ring_check,
        )
        == []
    )
    assert (Finding.objects.count(), points(younger)) == (2, 15)
    all_is_well()


def test_a_search_and_a_decision_hold_findings_before_authors(
    sasha: Member, tomasz: Member, noor: Member, maren: Member, look: Look
) -> None:
    """The search opens a finding about the author of one that is being decided, and then writes the
    new evidence to that."""
    first, last = sorted((sasha, noor), key=lambda one: one.pk)
    give_standing(tomasz)
    finding = found(last, tomasz)
    look((first, tomasz), (last, tomasz))
    assert (
        in_line(
            lambda: hold_members({tomasz.pk}),
            run_ring_check,
            lambda: decide_finding(finding, state=HELD, by=maren, reason="odd"),
        )
        == []
    )
    assert sorted(Finding.objects.values_list("state", flat=True)) == [HELD, "open"]
    all_is_well()


def test_a_group_and_a_search_hold_findings_in_one_order(
    sasha: Member, tomasz: Member, noor: Member, maren: Member, look: Look
) -> None:
    """The group's first finding is about the author who came last."""
    older, younger = sorted((sasha, tomasz), key=lambda one: one.pk)
    give_standing(older, younger)
    kept = [found(noor, younger), found(noor, older)]
    Finding.objects.update(run=kept[0].run)
    kept[0].refresh_from_db()
    look((noor, younger), (noor, older))
    decided = list[int]()

    def decide() -> None:
        decided.append(decide_group(kept[0], state=HELD, by=maren, reason="odd"))

    assert in_line(lambda: hold_members({older.pk}), decide, run_ring_check) == []
    # Where the search came first, the two are in a group each.
    assert [Finding.objects.filter(state=HELD).count()] == decided
    assert Finding.objects.get(pk=kept[0].pk).state == HELD
    all_is_well()


def test_a_group_is_decided_where_the_newest_search_put_it(
    sasha: Member, tomasz: Member, noor: Member, maren: Member, look: Look
) -> None:
    """A search came to its end after the page was read."""
    finding = found(noor, tomasz)
    look((sasha, tomasz), (noor, tomasz))
    run_ring_check()
    assert decide_group(finding, state=HELD, by=maren, reason="odd") == 1
    states = Finding.objects.order_by("voter").values_list("voter", "state")
    assert list(states) == sorted([(noor.pk, HELD), (sasha.pk, "open")])


def test_searches_at_once_tell_each_of_a_pair_once(
    sasha: Member, tomasz: Member, look: Look
) -> None:
    look((sasha, tomasz))
    assert at_once(lambda _n: run_ring_check(), 8) == []
    told = Notification.objects.filter(kind="votes").values_list("member", flat=True)
    assert sorted(told) == sorted([sasha.pk, tomasz.pk])
    assert Finding.objects.count() == 1
