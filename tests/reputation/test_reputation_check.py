"""reputation_check: replays the rows, names whose total differs, and puts it right when asked."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from reputation.actions.fold import fold
from reputation.actions.ledger import Cause, Due, settle
from reputation.actions.schemes import set_scheme
from reputation.enums import Rule
from reputation.models import Award, Standing, Tally
from reputation.queries.standing import standing_of
from reputation.triggers import install_triggers, remove_triggers
from tests.conftest import make_member

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def check(*options: str) -> str:
    out = StringIO()
    call_command("reputation_check", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def earned(tomasz: Member, sasha: Member) -> None:
    """Four votes of Sasha's on as many answers, of which three count."""
    for pk in range(4):
        post = ("reply", pk)
        due = Due(Rule.ANSWER_HELPFUL, tomasz.pk, T0, counterpart=sasha.pk, post=post)
        settle([Cause("vote", pk, (due,))])


def test_all_is_right(earned: None, tomasz: Member) -> None:
    assert check() == "The ledger and the totals agree.\n"


def test_a_wrong_total_is_named(earned: None, tomasz: Member, noor: Member) -> None:
    Standing.objects.filter(pk=tomasz.pk).update(points=31)
    Standing.objects.create(member=noor, employee_points=-5)
    out = StringIO()
    with pytest.raises(CommandError, match="2 differences") as ended:
        call_command("reputation_check", stdout=out)
    assert ended.value.returncode == 1
    assert sorted(out.getvalue().splitlines()) == [
        "@noor: employee_points is -5, its rows give 0",
        "@tomasz: points is 31, its rows give 30",
    ]


def test_a_wrong_total_is_rebuilt(earned: None, tomasz: Member) -> None:
    Standing.objects.filter(pk=tomasz.pk).update(points=31)
    assert check("--repair") == "1 mended\nThe ledger and the totals agree.\n"
    assert standing_of(tomasz).points == 30


def test_a_day_that_was_tampered_with_is_counted_again(earned: None, tomasz: Member) -> None:
    remove_triggers()
    Award.objects.filter(source_id=3).update(counted=10)
    install_triggers()
    Standing.objects.filter(pk=tomasz.pk).update(points=40)
    with pytest.raises(CommandError, match="1 differences"):
        check()
    assert check("--repair") == "1 mended\nThe ledger and the totals agree.\n"
    assert standing_of(tomasz).points == 30


def lines_of_a_failed_check() -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("reputation_check", stdout=out)
    return out.getvalue().splitlines()


def test_days_and_lists_are_named_by_their_member(earned: None, tomasz: Member) -> None:
    fold(at=T0)
    remove_triggers()
    Award.objects.filter(source_id=3).update(counted=10)
    install_triggers()
    Standing.objects.filter(pk=tomasz.pk).update(points=40)
    Tally.objects.exclude(scope="", period="A").delete()
    Tally.objects.update(points=41)
    lines = lines_of_a_failed_check()
    assert lines[0] == "@tomasz, customer, 2026-03-01: 40 counted, 30 right"
    assert "@tomasz, customer, list all of A: (41, 0, 4) shown, (40, 0, 4) right" in lines
    assert {line.split(",")[0] for line in lines} == {"@tomasz"}


WAITS = (
    "Scheme 1 holds backwards, and its correction waits for the worker:"
    " days that it counts anew are left out until then."
)


@pytest.fixture
def corrected(earned: None) -> None:
    """Staff let more of a voter's points count, backwards; nobody has counted yet."""
    fold(at=T0)
    staff = make_member("saoirse", role="staff")
    caps = {"day": 200, "post": 100, "voter": 100}
    set_scheme(preset="small", data={"caps": caps}, by=staff, backwards=True)


def test_days_that_wait_for_a_correction_are_not_wrong(corrected: None, tomasz: Member) -> None:
    assert check() == f"{WAITS}\nThe ledger and the totals agree.\n"
    assert standing_of(tomasz).points == 30
    fold()
    assert check() == "The ledger and the totals agree.\n"
    assert standing_of(tomasz).points == 40


def test_what_is_wrong_besides_is_still_named(corrected: None, tomasz: Member) -> None:
    Standing.objects.filter(pk=tomasz.pk).update(points=31)
    assert lines_of_a_failed_check() == [WAITS, "@tomasz: points is 31, its rows give 30"]


def test_a_repair_corrects_what_waits(corrected: None, tomasz: Member) -> None:
    assert check("--repair") == "0 mended\nThe ledger and the totals agree.\n"
    assert standing_of(tomasz).points == 40


def test_a_day_that_the_correction_does_not_touch_is_still_looked_at(
    corrected: None, tomasz: Member, noor: Member
) -> None:
    settle([Cause("vote", 9, (Due(Rule.ANSWER_HELPFUL, noor.pk, T0, post=("reply", 9)),))])
    remove_triggers()
    Award.objects.filter(source_id=9).update(counted=9)
    install_triggers()
    Standing.objects.filter(pk=noor.pk).update(points=9)
    words = "@noor, customer, 2026-03-01: 9 counted, 10 right"
    assert lines_of_a_failed_check() == [WAITS, words]


def test_a_row_that_contradicts_itself_is_named(tomasz: Member) -> None:
    settle([Cause("solution", 1, (Due(Rule.SOLUTION, tomasz.pk, T0),))])
    remove_triggers()
    Award.objects.update(counted=16)
    install_triggers()
    Standing.objects.filter(pk=tomasz.pk).update(points=16)
    with pytest.raises(CommandError, match="1 differences"):
        check()
