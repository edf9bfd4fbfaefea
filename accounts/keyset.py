"""Paging by keyset: a list that is newest first goes on after a place in it, its time and its id,
and costs the same wherever that is."""

from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

ModelT = TypeVar("ModelT", bound=Model)


def key_at(at: datetime, pk: int) -> str:
    """A place in a list: microseconds since 1970 and the id."""
    return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{pk}"


def key_of(row: Model, order: str) -> str:
    """The place of a row in a list ordered by the time column `order`."""
    return key_at(getattr(row, order), row.pk)


def parse_key(key: str) -> tuple[datetime, int]:
    """The inverse of `key_at`. Raises Http404 for anything else."""
    micros, dash, pk = key.partition("-")
    if not (dash and micros.isascii() and micros.isdigit() and pk.isascii() and pk.isdigit()):
        raise Http404
    if len(micros) > 17 or len(pk) > 18:
        raise Http404
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)


def first_page(rows: QuerySet[ModelT], order: str, size: int) -> tuple[list[ModelT], str]:
    """The first `size` of ordered rows, and the key of what comes after them by the time column
    `order`; "" where nothing does. One query."""
    found = list(rows[: size + 1])
    more = len(found) > size
    return found[:size], key_of(found[size - 1], order) if more else ""


def after_key(rows: QuerySet[ModelT], order: str, key: str) -> QuerySet[ModelT]:
    """What comes after a place, newest first by `order`, ids breaking ties; all of it for "".
    Raises Http404 for a key that is none."""
    if not key:
        return rows
    at, pk = parse_key(key)
    return rows.filter(Q(**{f"{order}__lte": at})).exclude(Q(**{order: at}) & Q(pk__gte=pk))
