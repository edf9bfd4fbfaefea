"""Querysets compiled once per process.

Django compiles a queryset to SQL each time it runs; on a thread's page that is more work than
running the SQL and building the objects together (measured: three fifths of the page). A query
whose shape never changes keeps its SQL, and each run only fills in the parameters. Everything
else, from execution to related objects, stays Django's.
"""

import copy
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
# Stand-ins for integer arguments while compiling: no real id or constant is near them.
FIRST_STAND_IN = 7_777_777_777_777_000


class Prepared(Generic[M]):
    """A queryset of fixed shape.

    Arguments: `build` makes the queryset from `count` integers, and must use each integer only as
    a compared value (never to decide the shape, nor in arithmetic or a slice).
    """

    def __init__(self, build: Callable[..., QuerySet[M]], count: int) -> None:
        self._build, self._count, self._lock = build, count, Lock()
        self._compiled: dict[str, tuple[QuerySet[M], SQLCompiler, str, tuple[Any, ...]]] = {}

    def run(self, *arguments: int) -> list[M]:
        """The rows for these integers. Raises TypeError for another number of them."""
        if len(arguments) != self._count:
            raise TypeError(f"takes {self._count} integers")
        rows, compiler, sql, parameters = self._of(DEFAULT_DB_ALIAS)
        filled = tuple(
            arguments[p - FIRST_STAND_IN] if self._stands_in(p) else p for p in parameters
        )
        compiler = copy.copy(compiler)
        compiler.as_sql = lambda *args, **more: (sql, filled)  # type: ignore[method-assign]
        fresh = rows._chain()  # type: ignore[attr-defined]
        fresh.query.get_compiler = lambda *args, **more: compiler
        return list(fresh)

    def _stands_in(self, parameter: Any) -> bool:
        return type(parameter) is int and 0 <= parameter - FIRST_STAND_IN < self._count

    def _of(self, alias: str) -> tuple[QuerySet[M], SQLCompiler, str, tuple[Any, ...]]:
        vendor = connections[alias].vendor
        kept = self._compiled.get(vendor)
        if kept is None:
            with self._lock:
                rows = self._build(*range(FIRST_STAND_IN, FIRST_STAND_IN + self._count)).using(
                    alias
                )
                compiler = rows.query.get_compiler(using=alias)
                sql, parameters = compiler.as_sql()
                kept = (rows, compiler, sql, parameters)
                self._compiled[vendor] = kept
        # A compiler speaks through one connection, and connections belong to threads.
        compiler = copy.copy(kept[1])
        compiler.connection = connections[alias]
        return kept[0], compiler, kept[2], kept[3]
