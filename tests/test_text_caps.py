"""Every text column of ours has its cap in the database too: SQLite does not count characters."""

from typing import Any

import pytest
from django.apps import apps
from django.core.validators import MaxLengthValidator
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Q

OUR_ROOMS = frozenset(
    {"accounts", "reputation", "forum", "blog", "search", "ambassadors", "config"}
)
TextField = models.CharField[Any, Any] | models.TextField[Any, Any]


def text_fields() -> list[tuple[type[models.Model], TextField]]:
    """Columns of our own models that hold text, foreign keys and Wagtail's own columns apart."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OUR_ROOMS
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
    ]


FIELDS = text_fields()
NAMES = [f"{model._meta.label}.{field.name}" for model, field in FIELDS]


def cap_of(field: TextField) -> int | None:
    """What forms let in: the field's own cap, or its validator's (rich text has no other)."""
    validators = [v for v in field.validators if isinstance(v, MaxLengthValidator)]
    return field.max_length or next((int(v.limit_value) for v in validators), None)


def caps_of(model: type[models.Model]) -> dict[str, int]:
    """Field → length that a check constraint keeps."""
    found = {}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, Q):
            for child in constraint.condition.children:
                if isinstance(child, tuple) and str(child[0]).endswith("__length__lte"):
                    found[str(child[0]).removesuffix("__length__lte")] = int(child[1])
    return found


def choices_of(model: type[models.Model]) -> dict[str, list[str]]:
    """Field → the only values that a check constraint lets in."""
    found = {}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, Q):
            only, *more = constraint.condition.children
            if isinstance(only, tuple) and str(only[0]).endswith("__in") and not more:
                found[str(only[0]).removesuffix("__in")] = list(only[1])
    return found


def test_there_is_something_to_check() -> None:
    assert len(FIELDS) > 40


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=NAMES)
def test_a_text_has_a_cap_in_form_and_database(model: type[models.Model], field: TextField) -> None:
    cap = cap_of(field)
    assert cap is not None
    allowed = choices_of(model).get(field.name)
    if allowed is not None:
        assert max(map(len, allowed)) <= cap
    else:
        assert caps_of(model).get(field.name) == cap


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=NAMES)
def test_the_table_has_the_check(model: type[models.Model], field: TextField) -> None:
    """The migrations brought the check to the table, whatever the model says."""
    constraints = connection.introspection.get_constraints
    with connection.cursor() as cursor:
        kept = constraints(cursor, model._meta.db_table).values()
    assert field.column in {c for check in kept if check["check"] for c in check["columns"]}


def test_rows_one_character_too_long_are_refused(db: None) -> None:
    """A row of every kind that can stand alone, with each of its texts at the cap and above."""
    refused = 0
    for model, field in FIELDS:
        related = [f for f in model._meta.local_fields if f.is_relation and not f.null]
        if related or model._meta.pk is field or field.name in choices_of(model):
            continue
        values = {f.name: "x" for m, f in FIELDS if m is model and f.unique and f is not field}
        row = model(**{**values, field.name: "x" * ((cap_of(field) or 0) + 1)})
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            row.save(force_insert=True)
        refused += 1
    assert refused >= 15
