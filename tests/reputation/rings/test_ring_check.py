"""The search on the ledger's own rows: what it sees, what it opens, and whom it tells."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import AuditEntry, Delivery, Member, Notification
from accounts.refusals import Refusal
from config.schedule import EVERY_SECONDS
from reputation.actions.ledger import Cause, Due, settle
from reputation.actions.rings import ask_for_ring_check, decide_finding, run_ring_check
from reputation.actions.thresholds import set_thresholds
from reputation.enums import FindingState, Rule
from reputation.models import Finding, Place, RingThresholds, Source
from reputation.queries.rings import seen_until
from reputation.tasks import check_rings
from tests.conftest import make_member

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NOW = T0 + 40 * DAY


def wrote(author: Member, number: int, at: datetime, *, asker: Member | None = None) -> None:
    """What the forum tells of a reply."""
    place, _made = Place.objects.get_or_create(
        thread_id=number,
        defaults={"asker": asker or author, "board_id": 1, "kind": "question", "at": at},
    )
    Source.objects.create(kind="reply", post_id=number, author=author, place=place, at=at)


def voted(voter: Member | None, author: Member, number: int, at: datetime) -> None:
    pk = number * 1000 + (voter.pk if voter else 0)
    due = Due(
        Rule.ANSWER_HELPFUL,
        author.pk,
        at,
        counterpart=voter.pk if voter else None,
        post=("reply", number),
    )
    settle([Cause("vote", pk, (due,))])


def plant(sasha: Member, tomasz: Member, noor: Member, *, start: datetime = T0) -> None:
    """Everybody asks Noor's questions; Sasha and Tomasz vote for each other at once, and ten
    neighbours read what comes, for eighteen days from the `start`."""
    neighbours = [make_member(f"neighbour{n}") for n in range(10)]
    number = 0
    for day in range(18):
        at = start + day * DAY
        for author in (*neighbours, sasha, tomasz):
            number += 1
            wrote(author, number, at, asker=noor)
            if author in neighbours:
                voted(neighbours[(day + number) % 10 - 1], author, number, at + DAY / 3)
            elif day % 4:
                voted(tomasz if author == sasha else sasha, author, number, at + DAY / 900)


@pytest.fixture
def village(sasha: Member, tomasz: Member, noor: Member) -> None:
    plant(sasha, tomasz, noor)


def test_nothing_is_found_of_nothing(db: None) -> None:
    assert run_ring_check(at=NOW).pairs == Finding.objects.count() == 0


def test_only_the_company_asks_for_it(noor: Member, maren: Member) -> None:
    with pytest.raises(Refusal, match="Only the company’s own people"):
        ask_for_ring_check(by=noor)
    ask_for_ring_check(by=maren)
    assert list(AuditEntry.objects.values_list("verb", "actor")) == [("ring_check", maren.pk)]


def test_a_pair_is_found_and_both_are_told(village: None, sasha: Member, tomasz: Member) -> None:
    run = run_ring_check(at=NOW)
    found = Finding.objects.order_by("pk").values_list("voter", "author", "state", "cluster")
    assert set(found) == {
        (sasha.pk, tomasz.pk, "open", 1),
        (tomasz.pk, sasha.pk, "open", 1),
    }
    assert run.pairs == 2
    told = Notification.objects.filter(kind="votes")
    assert {note.member_id for note in told} == {sasha.pk, tomasz.pk}
    for note in told:
        for name in ("Sasha", "Tomasz", "sasha", "tomasz"):
            assert name not in note.title + note.words + note.url


def test_searched_again_it_is_the_same_finding(village: None, sasha: Member) -> None:
    first, again = run_ring_check(at=NOW), run_ring_check(at=NOW + DAY)
    assert (first.pairs, again.pairs, Finding.objects.count()) == (2, 2, 2)
    assert set(Finding.objects.values_list("run", flat=True)) == {again.pk}
    assert Notification.objects.filter(kind="votes", member=sasha).count() == 2, "one for each side"


def test_a_pair_is_told_of_a_decision_once_however_often_it_is_searched(
    village: None, sasha: Member, tomasz: Member, maren: Member
) -> None:
    """Two findings, one for each direction; of each both sides hear that it was found, and that it is
    held. Searches between and after say nothing, by mail neither."""

    def told() -> Counter[tuple[int, int]]:
        rows = Notification.objects.filter(kind="votes")
        return Counter(rows.values_list("member", "source_id"))

    for day in range(3):
        run_ring_check(at=NOW + day * DAY)
    findings = list(Finding.objects.order_by("pk"))
    sides = [(member.pk, one.pk) for member in (sasha, tomasz) for one in findings]
    assert told() == Counter(sides)
    for one in findings:
        for _again in range(2):
            decide_finding(one, state=FindingState.HELD, by=maren, reason="odd", at=NOW + 3 * DAY)
    assert told() == Counter(sides * 2)
    for day in range(4, 7):
        assert run_ring_check(at=NOW + day * DAY).pairs == 2
    assert told() == Counter(sides * 2)
    mails = Delivery.objects.filter(notification__kind="votes").values_list("notification")
    assert set(Counter(mails).values()) <= {1}


def test_what_was_cleared_is_not_found_again(village: None, maren: Member) -> None:
    run_ring_check(at=NOW)
    for finding in Finding.objects.all():
        decide_finding(finding, state=FindingState.CLEARED, by=maren, reason="one desk", at=NOW)
    assert run_ring_check(at=NOW + DAY).pairs == 0
    assert Finding.objects.count() == 2


def test_what_was_reversed_is_not_opened_while_it_is_blocked(village: None, maren: Member) -> None:
    run_ring_check(at=NOW)
    for finding in Finding.objects.all():
        decide_finding(finding, state=FindingState.REVERSED, by=maren, reason="a ring", at=NOW)
    assert run_ring_check(at=NOW + DAY).pairs == 0


def test_votes_are_counted_once_however_the_ledger_turned_them(
    sasha: Member, tomasz: Member, maren: Member, noor: Member
) -> None:
    """Points that waited and came back are the same vote; one taken back and given again is two;
    imported ones are none."""
    wrote(tomasz, 1, T0)
    voted(sasha, tomasz, 1, T0)
    voted(None, tomasz, 2, T0)
    assert len(seen_until(NOW, weeks=26).votes) == 1
    settle([Cause("vote", 1000 + sasha.pk)])
    assert len(seen_until(NOW, weeks=26).votes) == 1, "taken back, and counted still"
    voted(sasha, tomasz, 1, T0)
    assert len(seen_until(NOW, weeks=26).votes) == 1, "its post came back"
    voted(sasha, tomasz, 1001, T0 + DAY)
    assert len(seen_until(NOW, weeks=26).votes) == 2
    assert len(seen_until(NOW, weeks=4).votes) == 0


def test_the_task_and_the_command_search(village: None) -> None:
    assert EVERY_SECONDS["reputation.check_rings"] == 86_400
    out = StringIO()
    call_command("ring_check", stdout=out)
    assert out.getvalue().endswith("pairs wait to be looked at\n")
    assert check_rings.delay().get() == Finding.objects.count()


# Thresholds ---------------------------------------------------------------------------------------
def test_wrong_thresholds_and_strangers_are_refused(maren: Member, admin: Member) -> None:
    for by, data, note, words in (
        (maren, {}, "why", "Only staff set when votes look independent."),
        (admin, {}, " ", "Please give the reason"),
        (admin, {"cover": 2}, "why", "has to be between 0.05 and 1"),
        (admin, {"luck": 2}, "why", "There is no threshold named luck"),
    ):
        with pytest.raises(Refusal, match=words):
            set_thresholds(data=data, by=by, note=note)
    assert RingThresholds.objects.count() == 0


def test_thresholds_that_were_set_hold(village: None, admin: Member) -> None:
    set_thresholds(data={"pair_posts": 90}, by=admin, note="let us see")
    set_thresholds(data={"pair_posts": 99}, by=admin, note="and more")
    run = run_ring_check(at=NOW)
    assert (run.thresholds, run.pairs) == (2, 0)
    assert AuditEntry.objects.filter(verb="ring_figures").count() == 2


@pytest.fixture
def admin(db: None) -> Member:
    return make_member("admin", role="staff", is_superuser=True)
