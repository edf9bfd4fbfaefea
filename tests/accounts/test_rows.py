"""Many rows are written column by column, and are the rows that Django would have written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member
from accounts.rows import FEW, insert_objects, insert_rows
from reputation.enums import Ledger, Rule
from reputation.models import Award

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = FEW + 1


def awards(number: int, tomasz: Member, sasha: Member) -> list[Award]:
    """Awards of different causes and moments, every other one without a counterpart."""
    return [
        Award(
            member=tomasz,
            rule=Rule.ANSWER_HELPFUL,
            scheme=0,
            nominal=10,
            counted=10,
            source_kind="vote",
            source_id=place,
            counterpart=sasha if place % 2 else None,
            ledger=Ledger.CUSTOMER,
            at=T0 + timedelta(hours=place),
            written_at=T0,
        )
        for place in range(number)
    ]


def stored() -> list[dict[str, Any]]:
    """All rows, oldest first, without their ids."""
    return [{**row, "id": 0} for row in Award.objects.order_by("pk").values()]


def test_insert_objects_holds_the_constraints(db: None, tomasz: Member, sasha: Member) -> None:
    twice = [*awards(MANY, tomasz, sasha), *awards(1, tomasz, sasha)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_objects(twice)
    assert stored() == []


def test_insert_rows_refuses_an_unknown_attribute(db: None) -> None:
    with pytest.raises(KeyError):
        insert_rows(Award, [{"no_such": 1}])


@pytest.mark.parametrize("number", [0, 1, FEW, MANY])
def test_insert_objects_writes_what_bulk_create_writes(
    db: None, tomasz: Member, sasha: Member, number: int
) -> None:
    with transaction.atomic():
        Award.objects.bulk_create(awards(number, tomasz, sasha))
        right = stored()
        transaction.set_rollback(True)
    with transaction.atomic():
        insert_objects(awards(number, tomasz, sasha))
    assert stored() == right


@pytest.mark.parametrize("number", [FEW, MANY])
def test_insert_objects_gives_ids(db: None, tomasz: Member, sasha: Member, number: int) -> None:
    some = awards(number, tomasz, sasha)
    with transaction.atomic():
        insert_objects(some)
    kept = list(Award.objects.order_by("pk").values_list("pk", "source_id"))
    assert [(row.pk, row.source_id) for row in some] == kept
    assert {row._state.adding for row in some} == {False}
    some[0].refresh_from_db()
    later = Award.objects.create(
        member=tomasz,
        rule=Rule.SOLUTION,
        scheme=0,
        nominal=15,
        counted=15,
        source_kind="solution",
        source_id=1,
        ledger=Ledger.CUSTOMER,
        at=T0,
    )
    assert later.pk > max(row.pk for row in some)
