"""The ledger's promise, kept by the database: rows are added and never changed, and the next turn
of an award comes only after its last was reversed.

Installed again after every migration: SQLite's way of altering a table is to write it anew, and
what hung on the old one is gone without a word.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router

TABLE = "reputation_award"
NAMES = ("award_no_update", "award_no_delete", "award_turns")
# SQLite replaces rows without a word to who watches deleting; PostgreSQL empties tables so.
ALSO = {"sqlite": "award_no_replace", "postgresql": "award_no_truncate"}
SAME = ("source_kind", "source_id", "rule", "member_id", "ledger")
WORDS = {
    "award_no_update": "rows of the ledger are not changed",
    "award_no_delete": "rows of the ledger are not deleted",
    "award_no_replace": "rows of the ledger are not replaced",
    "award_no_truncate": "the ledger is not emptied",
    "award_turns": "the last turn of this award still stands",
}
_LAST = " AND ".join(f"last.{name} = NEW.{name}" for name in SAME)
# Whether the turn before is there, and reversed.
_READY = f"""SELECT 1 FROM {TABLE} AS last JOIN {TABLE} AS back ON back.reverses_id = last.id
WHERE {_LAST} AND last.turn = NEW.turn - 1 AND last.reverses_id IS NULL"""  # noqa: S608 (own names)
_KEYS = " AND ".join(f"other.{name} = NEW.{name}" for name in (*SAME, "turn"))
_THERE = f"""EXISTS (SELECT 1 FROM {TABLE} AS other WHERE other.id = NEW.id
OR (NEW.reverses_id IS NOT NULL AND other.reverses_id = NEW.reverses_id)
OR (NEW.reverses_id IS NULL AND other.reverses_id IS NULL AND {_KEYS}))"""  # noqa: S608 (own names)
_TURNS = f"NEW.reverses_id IS NULL AND NEW.turn > 1 AND NOT EXISTS ({_READY})"


def _sqlite() -> list[str]:
    def made(name: str, event: str, body: str) -> str:
        return f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} BEGIN {body} END"

    def no(name: str) -> str:
        return f"SELECT RAISE(ABORT, '{WORDS[name]}')"

    return [
        made("award_no_update", "UPDATE", f"{no('award_no_update')};"),
        made("award_no_delete", "DELETE", f"{no('award_no_delete')};"),
        made("award_no_replace", "INSERT", f"{no('award_no_replace')} WHERE {_THERE};"),
        made("award_turns", "INSERT", f"{no('award_turns')} WHERE {_TURNS};"),
    ]


def _postgresql() -> list[str]:
    made = []
    for name, event in zip(NAMES, ("UPDATE", "DELETE", "INSERT"), strict=True):
        test = f"IF {_TURNS} THEN" if event == "INSERT" else "IF true THEN"
        made.append(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {test} RAISE EXCEPTION '{WORDS[name]}' USING ERRCODE = 'integrity_constraint_violation';"
            f" END IF; RETURN NEW; END $$"
        )
        made.append(
            f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    name = ALSO["postgresql"]
    made.append(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{WORDS[name]}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END $$"
    )
    made.append(
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return made


def names(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The triggers of this database."""
    return {*NAMES, ALSO[connections[using].vendor]}


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """(Re-)make the triggers on this database; does nothing while the table is missing."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    remove_triggers(using)
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take them away: for migrations that have to change old rows, and for tests that empty
    tables."""
    connection = connections[using]
    where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in (*NAMES, *ALSO.values()):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def after_migrate(using: str = DEFAULT_DB_ALIAS, **more: Any) -> None:
    """Receiver of post_migrate, the one ORM signal that the house listens to."""
    from reputation.models import Award

    if router.allow_migrate_model(using, Award):
        install_triggers(using)
