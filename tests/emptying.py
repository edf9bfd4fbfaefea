"""Emptying the tables after a test that commits.

Django's way names every table and then works out all content types and permissions anew: a second for
each test on PostgreSQL. Here only tables that have rows are emptied, and what migrations alone change
stays.
"""

from functools import cache
from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

from reputation.triggers import install_triggers, remove_triggers

# The same in every test: Django writes them after migrations, and nothing else does.
KEPT = frozenset({"django_content_type", "auth_permission", "django_migrations"})


def empty_tables(using: str) -> None:
    """Delete every row that a test may have left; foreign keys are looked at when it is done."""
    connection = connections[using]
    names = _tables(using)
    quoted = [connection.ops.quote_name(name) for name in names]
    remove_triggers(using)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        asked = " UNION ALL ".join(
            f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608
            for place, name in enumerate(quoted)
        )
        cursor.execute(asked)
        for (place,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted[place]}")  # noqa: S608
    install_triggers(using)


@cache
def _tables(using: str) -> tuple[str, ...]:
    found = connections[using].introspection.django_table_names(only_existing=True)
    return tuple(sorted(set(found) - KEPT))


def teach_emptying() -> None:
    """Let Django's tests empty tables like this."""

    def teardown(self: Any) -> None:
        for name in self._databases_names(include_mirrors=False):
            empty_tables(name)

    setattr(TransactionTestCase, "_fixture_teardown", teardown)  # noqa: B010 (stubs do not know it)
