"""The triggers that keep the ledger are there after all migrations, and come back when they go."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Member
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Rule
from reputation.models import Award
from reputation.triggers import TABLE, install_triggers, names, remove_triggers


@pytest.fixture
def award(tomasz: Member, sasha: Member) -> Award:
    due = Due(Rule.ANSWER_HELPFUL, tomasz.pk, timezone.now(), counterpart=sasha.pk)
    settle([Cause("vote", 1, (due,))])
    return Award.objects.get()


def installed() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall() if row[0].startswith("award_")}


@pytest.mark.django_db
def test_they_are_there_after_all_migrations() -> None:
    assert installed() == names()


@pytest.mark.django_db
def test_they_come_back_after_a_migration() -> None:
    remove_triggers()
    assert installed() == set()
    call_command("migrate", verbosity=0)
    assert installed() == names()


@pytest.mark.django_db
def test_installing_twice_is_installing_once() -> None:
    install_triggers()
    install_triggers()
    assert installed() == names()


@pytest.mark.django_db
def test_a_row_is_not_replaced_nor_the_table_emptied(award: Award) -> None:
    there = list(Award.objects.values())
    columns = ", ".join(str(field.column) for field in Award._meta.concrete_fields)
    counted = columns.replace(" counted", " 9999")
    orders = {
        "sqlite": f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {counted} FROM {TABLE}",  # noqa: S608
        "postgresql": f"TRUNCATE {TABLE} CASCADE",
    }
    connection.check_constraints()  # what waits for the end of the transaction would be in the way
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(orders[connection.vendor])
    assert list(Award.objects.values()) == there
