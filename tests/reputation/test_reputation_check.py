"""reputation_check: replays the rows, names whose total differs, and puts it right when asked."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Rule
from reputation.models import Award, Standing
from reputation.queries.standing import standing_of
from reputation.triggers import install_triggers, remove_triggers

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


def test_a_row_that_contradicts_itself_is_named(tomasz: Member) -> None:
    settle([Cause("solution", 1, (Due(Rule.SOLUTION, tomasz.pk, T0),))])
    remove_triggers()
    Award.objects.update(counted=16)
    install_triggers()
    Standing.objects.filter(pk=tomasz.pk).update(points=16)
    with pytest.raises(CommandError, match="1 differences"):
        check()
