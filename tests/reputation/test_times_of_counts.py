"""What was paid before rows said how many votes they stand for says so after the upgrade."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.models import Member
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Rule, Why
from reputation.models import Award
from reputation.triggers import install_triggers, remove_triggers
from tests.reputation.holding import hold

say_how_many = import_module("reputation.migrations.0005_times_of_counts").say_how_many


@pytest.mark.django_db
def test_each_row_says_how_many_votes_it_stands_for(tomasz: Member, sasha: Member) -> None:
    at = timezone.now()
    counted = Due(Rule.ANSWER_HELPFUL, tomasz.pk, at, post=("reply", 1), times=7)
    settle([Cause("old_reply", 1, (counted,))])
    settle([Cause("old_reply", 1, why=Why.GONE)])
    one = Due(Rule.ANSWER_HELPFUL, tomasz.pk, at, counterpart=sasha.pk, post=("reply", 2))
    settle([Cause("vote", 1, (one,))])
    hold({"points": {"question_helpful": 3}})
    asked = Due(Rule.QUESTION_HELPFUL, tomasz.pk, at, post=("thread", 1), times=4)
    settle([Cause("old_thread", 1, (asked,))])
    told = list(Award.objects.exclude(rule=Rule.CAP).order_by("pk").values_list("pk", "times"))
    assert [times for _pk, times in told] == [7, 7, 1, 4]
    connection.check_constraints()
    remove_triggers()
    Award.objects.update(times=1)
    say_how_many(apps, SimpleNamespace(connection=connection))
    install_triggers()
    assert (
        list(Award.objects.exclude(rule=Rule.CAP).order_by("pk").values_list("pk", "times")) == told
    )
