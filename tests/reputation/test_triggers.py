"""The triggers that keep the ledger are there after all migrations, and come back when they go."""

import pytest
from django.core.management import call_command
from django.db import connection

from reputation.triggers import NAMES, install_triggers, remove_triggers


def installed() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall() if row[0].startswith("award_")}


@pytest.mark.django_db
def test_they_are_there_after_all_migrations() -> None:
    assert installed() == set(NAMES)


@pytest.mark.django_db
def test_they_come_back_after_a_migration() -> None:
    remove_triggers()
    assert installed() == set()
    call_command("migrate", verbosity=0)
    assert installed() == set(NAMES)


@pytest.mark.django_db
def test_installing_twice_is_installing_once() -> None:
    install_triggers()
    install_triggers()
    assert installed() == set(NAMES)
