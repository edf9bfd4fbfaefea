"""Ids that come with another row, as one text with commas between them: a query less."""

from typing import Any

from django.db.models import Aggregate, CharField, QuerySet, Subquery


class _Listed(Aggregate):
    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: object, connection: object, **more: object) -> object:
        template = "STRING_AGG(%(expressions)s::text, ',')"
        return self.as_sql(compiler, connection, template=template, **more)  # type: ignore[arg-type]


def listed(rows: QuerySet[Any], *, by: str, ids: str) -> Subquery:
    """The column `ids` of `rows`, which belong to the outer row by their column `by`."""
    return Subquery(rows.order_by().values(by).annotate(ids=_Listed(ids)).values("ids"))


def ids_in(text: str | None) -> frozenset[int]:
    """What such a text holds; None is what it is without any rows."""
    return frozenset(map(int, text.split(","))) if text else frozenset()
