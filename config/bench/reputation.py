"""What reputation costs: awards a second, leaderboards of a large community, years paid for at once.

Prints lines of figures. BENCH_PEOPLE (members, 100,000) and SCALE (times members and awards, 1) can be
set; each member has AWARDS awards.
"""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 (Django must be set up first)
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.db.models import Model  # noqa: E402

from accounts.models import Member  # noqa: E402
from accounts.rows import insert_rows  # noqa: E402
from accounts.versions import one_look  # noqa: E402
from config.bench.figures import database_milliseconds, say, timed  # noqa: E402
from reputation.actions.fold import fold_once  # noqa: E402
from reputation.actions.ledger import Cause, Due, settle  # noqa: E402
from reputation.actions.sources import Told, Wrote, tell  # noqa: E402
from reputation.enums import Rule  # noqa: E402
from reputation.models import Award, Pending, Tally  # noqa: E402
from reputation.queries.leaderboard import Asked, leaderboard  # noqa: E402
from reputation.triggers import install_triggers, remove_triggers  # noqa: E402

SCALE = int(os.environ.get("SCALE") or "1")
PEOPLE = int(os.environ.get("BENCH_PEOPLE") or "100000") * SCALE
AWARDS = 20
ONE_BY_ONE, IN_BATCHES, BATCH = 1_000, 20_000, 2_000
NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)
BOARDS, TAGS = 10, 50
# Awards in a transaction: one of twenty million gets slower all the time.
AT_ONCE = 1_000_000
GOAL = 50.0  # milliseconds of database time of a leaderboard
# Far above what sequences have given so far.
FIRST = 1_000_000_000


def causes(first: int, number: int, members: list[int]) -> list[Cause]:
    """Votes for as many posts, spread over members and days."""
    found = []
    for pk in range(first, first + number):
        author, voter = random.sample(members, 2)
        at = NOW - timedelta(minutes=37 * (pk - first))
        due = Due(Rule.ANSWER_HELPFUL, author, at, counterpart=voter, post=("reply", pk))
        found.append(Cause("vote", pk, (due,)))
    return found


def measure_awards(members: list[int]) -> None:
    """Awards given one by one, as votes come, and in batches, as imported years are paid for."""
    one_by_one = causes(FIRST, ONE_BY_ONE, members)
    with timed("awards, each in a transaction of its own", ONE_BY_ONE, "awards"):
        for cause in one_by_one:
            settle([cause])
    batches = causes(FIRST + ONE_BY_ONE, IN_BATCHES, members)
    with timed("awards of imported years, in batches", IN_BATCHES, "events"):
        for start in range(0, IN_BATCHES, BATCH):
            with one_look():
                settle(batches[start : start + BATCH])
    waiting = Pending.objects.count()
    with timed("counted into leaderboards, ranks and badges", waiting, "notes"):
        while fold_once(limit=IN_BATCHES):
            pass


def measure_told(members: list[int]) -> None:
    """Posts that the forum tells of, in batches."""
    threads = range(FIRST, FIRST + IN_BATCHES // 4)
    with timed("posts told of, in batches", IN_BATCHES, "events"):
        for start in range(0, len(threads), BATCH // 4):
            some = threads[start : start + BATCH // 4]
            tell([_told(pk, members) for pk in some], _posts(some, members))


def _told(pk: int, members: list[int]) -> Told:
    tags = (f"tag-{pk % TAGS}",)
    return Told(pk, members[pk % len(members)], pk % BOARDS, tags, "", "en", "question", NOW)


def _posts(threads: range, members: list[int]) -> Iterator[Wrote]:
    for thread in threads:
        yield Wrote("thread", thread, members[thread % len(members)], thread, NOW)
        for number in range(3):
            pk = 4 * thread + number
            yield Wrote("reply", pk, members[pk % len(members)], thread, NOW)


def make_members(prefix: str, number: int) -> list[int]:
    """So many members who can be nobody's; their ids."""
    names, made = iter(f"{prefix}-{place}" for place in range(number)), list[int]()
    with transaction.atomic():
        while some := list(islice(names, BATCH)):
            made += insert_rows(Member, [{"username": n, "display_name": n} for n in some])
    return made


def drop_indexes(cursor: CursorWrapper, model: type[Model]) -> list[str]:
    """Take them from the table; the statements that make them again, all at once in a fraction of the
    time that they would cost row by row."""
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''"
    )
    found = cursor.execute(asked, [model._meta.db_table]).fetchall()
    for name, _sql in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


_AWARDS = """WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {total} - 1)
INSERT INTO reputation_award (member_id, rule, scheme, times, nominal, counted, is_held, source_kind,
source_id, post_kind, post_id, counterpart_id, ledger, turn, reverses_id, why, at, written_at)
SELECT {first} + CAST({people} * (abs(random()) % 1000000 / 1e6) * (abs(random()) % 1000000 / 1e6) AS
INTEGER), CASE WHEN i % 4 THEN 'answer_helpful' ELSE 'solution' END, 0, 1,
CASE WHEN i % 4 THEN 10 ELSE 15 END, CASE WHEN i % 4 THEN 10 ELSE 15 END, 0, 'vote', {base} + i,
'reply', {base} + i, {first} + abs(random()) % {people}, 'customer', 1, NULL, '',
datetime('2026-11-01 12:00:00', '-' || (abs(random()) % 1500000) || ' minutes'), '2026-11-01 12:00:00'
FROM n"""
_SUMS = """CREATE TEMP TABLE sums AS SELECT member_id, ledger, {sums} FROM reputation_award
WHERE source_id >= {base} GROUP BY member_id, ledger"""
_SUM = """SUM(counted * (at >= '{since}')) AS points{place},
SUM(rule = 'solution' AND at >= '{since}') AS solutions{place},
SUM(rule = 'answer_helpful' AND at >= '{since}') AS helpful{place}"""
_WHOLE = """INSERT INTO reputation_tally (scope, period, ledger, member_id, points, solutions, helpful)
SELECT '', '{period}', ledger, member_id, points{place}, solutions{place}, helpful{place} FROM temp.sums
WHERE points{place} > 0 ORDER BY ledger, member_id"""
_PART = """INSERT INTO reputation_tally (scope, period, ledger, member_id, points, solutions, helpful)
SELECT '{scope}', '{period}', ledger, member_id, points / 2, solutions / 2, helpful / 2
FROM reputation_tally WHERE scope = '' AND period = '{period}' AND member_id % 16 = {number} % 16
ORDER BY ledger, member_id"""
SPANS = {"A": "2000-01-01", "M2026-10": "2026-10-01", "Y2026": "2026-01-01"}


def write_tallies(cursor: CursorWrapper, base: int) -> None:
    """The whole community's lists, summed from the awards in one go; those of boards and tags, with a
    sixteenth of the members each, only make the table as large as it would be."""
    spans = list(enumerate(SPANS.items()))
    sums = ", ".join(_SUM.format(place=place, since=since) for place, (_p, since) in spans)
    cursor.execute(_SUMS.format(sums=sums, base=base))
    for place, (period, _since) in spans:
        cursor.execute(_WHOLE.format(period=period, place=place))
    parts = [f"b:{pk}" for pk in range(BOARDS)] + [f"t:tag-{pk}" for pk in range(TAGS)]
    for number, scope in enumerate(parts):
        for period in SPANS:
            cursor.execute(_PART.format(scope=scope, period=period, number=number))
    cursor.execute("DROP TABLE temp.sums")


def make_awards(members: list[int]) -> None:
    """AWARDS for each, few with many, over three years; and what leaderboards make of them. Written
    by the database itself: ids of members follow each other. No list reads awards, so their own
    indexes are not built again; nothing that reads them is measured from here on."""
    total, base = AWARDS * len(members), 2 * FIRST
    figures = {"first": members[0], "people": len(members)}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-262144")
        with timed("written without indexes", total, "awards"):
            drop_indexes(cursor, Award)
            remove_triggers()
            for done in range(0, total, AT_ONCE):
                some = min(AT_ONCE, total - done)
                cursor.execute(_AWARDS.format(total=some, base=base + done, **figures))
            install_triggers()
        with timed("lists of them written", len(members), "members"):
            made = drop_indexes(cursor, Tally)
            write_tallies(cursor, base)
            for index in made:
                cursor.execute(index)
            cursor.execute("ANALYZE reputation_tally")
        cursor.execute("PRAGMA cache_size=-16000")
    say(f"{total:,} awards of {len(members):,} members, {Tally.objects.count():,} rows of lists")


def measure_lists(members: list[int]) -> None:
    """Database time of leaderboards: the first page, a deep one, the viewer's own row."""
    viewer = Member.objects.get(pk=members[len(members) // 2])
    deep = leaderboard(viewer, Asked(period="all"), at=NOW)
    for _ in range(40):
        deep = leaderboard(viewer, Asked(period="all", after=deep.next), at=NOW)
    pages = {
        "all time, by Solutions": Asked(period="all"),
        "all time, by points": Asked(period="all", order="points"),
        "this month": Asked(),
        "all time, page 42": Asked(period="all", after=deep.next),
    }
    for words, asked in pages.items():
        spent, queries = database_milliseconds(lambda a=asked: leaderboard(viewer, a, at=NOW))  # type: ignore[misc]
        say(
            f"leaderboard, {words}: {spent:.1f} ms of database, {queries} queries (goal: {GOAL:.0f})"
        )


def main() -> None:
    random.seed(1)
    few = make_members("few", 2_000)
    measure_awards(few)
    measure_told(few)
    with timed("nobody's members", PEOPLE - len(few), "members"):
        many = make_members("many", PEOPLE - len(few))
    make_awards(many)
    measure_lists(many)


if __name__ == "__main__":
    main()
