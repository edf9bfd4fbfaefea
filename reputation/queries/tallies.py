"""What awards come to in leaderboards: the same sums whether counted in one by one or all anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from reputation.enums import Rule
from reputation.models import Award, Pending, Place, Source
from reputation.periods import periods_of

EVERYTHING = ""
Key = tuple[str, str, str, int]
"""Scope, period, ledger, member."""
Sums = dict[Key, list[int]]
"""Points, Solutions for others, how often found helpful."""


def board_scope(board: int) -> str:
    return f"b:{board}"


def tag_scope(slug: str) -> str:
    return f"t:{slug}"


def scopes_of(place: Place) -> list[str]:
    """The lists in which what is earned in a thread counts, beside that of the whole community.
    What a closed board earns is in no tag's list: a tag is everybody's."""
    tags = [] if place.audience else [tag_scope(slug) for slug in place.tags]
    return [board_scope(place.board_id), *sorted(tags)]


def is_told(thread: int) -> bool:
    """Whether anybody told of a thread where it stands."""
    return Place.objects.filter(pk=thread).exists()


def waiting() -> int:
    """How many notes leaderboards, ranks and badges have not seen yet."""
    return Pending.objects.count()


def no_sums() -> Sums:
    return defaultdict(lambda: [0, 0, 0])


def add_award(sums: Sums, row: Award, scopes: Iterable[str], kept: set[str], sign: int = 1) -> None:
    """Count a row of the ledger in, or with `sign` -1 out, of these scopes."""
    figures = figures_of(row)
    for period in periods_of(row.at, kept):
        for scope in scopes:
            held = sums[scope, period, row.ledger, row.member_id]
            for place, figure in enumerate(figures):
                held[place] += sign * figure


def add_awards(sums: Sums, rows: Sequence[Award], kept: set[str]) -> None:
    """Count rows in for everybody and where their posts stand in the lists."""
    sources = sources_of(rows)
    for row in rows:
        source = sources.get((row.post_kind, row.post_id))
        add_award(sums, row, [EVERYTHING, *(source.tallied if source else ())], kept)


def counted_in() -> QuerySet[Award]:
    """The awards that lists have seen."""
    waits = Pending.objects.filter(kind=Pending.AWARD, what=OuterRef("pk"))
    return Award.objects.exclude(Exists(waits))


def figures_of(row: Award) -> tuple[int, int, int]:
    """Points, Solutions and helpful votes that a row adds; a reversal's are what it takes back."""
    sign = 1 if row.reverses_id is None else -1
    if row.is_held:
        return row.counted, 0, 0
    helpful = row.times if row.rule == Rule.ANSWER_HELPFUL else 0
    return row.counted, sign * (row.rule == Rule.SOLUTION), sign * helpful


def sources_of(rows: Sequence[Award]) -> Mapping[tuple[str, int | None], Source]:
    """What the forum told of the posts that earned, by kind and id."""
    wanted = posts_named((row.post_kind, row.post_id) for row in rows)
    return {(source.kind, source.post_id): source for source in Source.objects.filter(wanted)}


def posts_with_awards(sources: Sequence[Source]) -> set[tuple[str, int | None]]:
    """Those of the posts that earned something."""
    if not sources:
        return set()
    rows = Award.objects.filter(awards_of_posts(sources))
    return set(rows.values_list("post_kind", "post_id").distinct())


def awards_of_posts(sources: Iterable[Source]) -> Q:
    """The awards that these posts earned."""
    return posts_named(((row.kind, row.post_id) for row in sources), kind_field="post_kind")


def posts_named(posts: Iterable[tuple[str, int | None]], *, kind_field: str = "kind") -> Q:
    """The rows of these posts, by kind and id; of no post there is no row."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in posts:
        if pk is not None:
            by_kind[kind].add(pk)
    wanted = Q(pk=None)
    for kind, pks in by_kind.items():
        wanted |= Q(**{kind_field: kind}, post_id__in=pks)
    return wanted
