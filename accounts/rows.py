"""Writing many rows of a table at once.

`bulk_create` prepares each value of each row by itself: of the processor time of an import into
SQLite it took a half, more than all rendering, and as much of that of awards for imported years. This
writes the same rows column by column, with ids fetched beforehand, in a quarter of that.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, Model

Values = dict[str, Any]
Column = tuple["Field[Any, Any]", list[Any]]
_PLAIN = frozenset({str, int, bool, type(None)})  # what drivers take as it is
FEW = 30
"""Objects that `bulk_create` writes sooner: it asks for no ids beforehand."""


def insert_rows(model: type[Model], rows: Sequence[Values]) -> list[int]:
    """Insert rows of `model` and return their ids, in order. Call it in a transaction.

    Arguments: `rows` give values by column attribute ("author_id"); all rows name the same ones,
    and the others get the field's default. Raises KeyError for an unknown attribute.
    """
    if not rows:
        return []
    fields = {field.attname: field for field in _fields(model)}
    named = {name: fields.pop(name) for name in rows[0]}
    columns = [(field, [row[name] for row in rows]) for name, field in named.items()]
    columns += [(field, [field.get_default()] * len(rows)) for field in fields.values()]
    return _insert(model, columns, len(rows))


def insert_objects(objects: Sequence[Model]) -> None:
    """Insert new objects of one model and give them their ids, in order. Call it in a transaction.
    What a field does to its value when it is saved (`auto_now`) is not done."""
    if len(objects) <= FEW:
        if objects:
            type(objects[0])._default_manager.bulk_create(objects)
        return
    model = type(objects[0])
    values = [vars(one) for one in objects]
    columns = [(field, [row[field.attname] for row in values]) for field in _fields(model)]
    for one, pk in zip(objects, _insert(model, columns, len(objects)), strict=True):
        one.pk, one._state.adding = pk, False


def insert_parts(model: type[Model], ids: Sequence[int], rows: Sequence[Values]) -> None:
    """Insert what `model` adds to a model that it extends, of which rows with these ids are there
    already. Arguments as in `insert_rows`."""
    if not rows:
        return
    fields = {f.attname: f for f in model._meta.local_concrete_fields if not f.primary_key}
    named = {name: fields.pop(name) for name in rows[0]}
    columns = [(field, [row[name] for row in rows]) for name, field in named.items()]
    columns += [(field, [field.get_default()] * len(rows)) for field in fields.values()]
    _write(model, ids, columns)


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    fields = model._meta.concrete_fields
    return [field for field in fields if not (field.primary_key or field.generated)]


def _insert(model: type[Model], columns: Iterable[Column], number: int) -> list[int]:
    """Write columns, each with `number` values, and return the ids of their rows."""
    ids = _next_ids(model, number)
    _write(model, ids, columns)
    return ids


def _write(model: type[Model], ids: Sequence[int], columns: Iterable[Column]) -> None:
    values: dict[str, Sequence[Any]] = {str(model._meta.pk.column): ids}
    values |= {str(field.column): _prepared(field, column) for field, column in columns}
    quoted = ", ".join(map(connection.ops.quote_name, values))
    statement = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted})"  # noqa: S608
        f" VALUES ({', '.join(['%s'] * len(values))})"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values.values(), strict=True)))


def _prepared(field: "Field[Any, Any]", values: list[Any]) -> list[Any]:
    """Values of one column as the driver takes them, each different one prepared once."""
    types = {type(value) for value in values}
    if types <= _PLAIN:
        return values
    if isinstance(field, DateTimeField):
        adapt = connection.ops.adapt_datetimefield_value
        known = {value: adapt(value) for value in set(values)}
        return [known[value] for value in values]
    if all(issubclass(kind, Enum) or kind in _PLAIN for kind in types):
        return [value.value if isinstance(value, Enum) else value for value in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _next_ids(model: type[Model], number: int) -> list[int]:
    """Ids that nobody else gets. On SQLite the transaction holds the write lock from its
    beginning, and an id given by hand moves the table's counter on."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            last = found[0] if found else 0
            return list(range(last + 1, last + 1 + number))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), model._meta.pk.column, number],
        )
        return [pk for (pk,) in cursor.fetchall()]
