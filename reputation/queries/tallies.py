"""What awards come to in leaderboards: the same sums whether counted in one by one or all anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

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


def figures_of(row: Award) -> tuple[int, int, int]:
    """Points, Solutions and helpful votes that a row adds; a reversal's are what it takes back."""
    sign = 1 if row.reverses_id is None else -1
    if row.is_held:
        return row.counted, 0, 0
    helpful = row.times if row.rule == Rule.ANSWER_HELPFUL else 0
    return row.counted, sign * (row.rule == Rule.SOLUTION), sign * helpful


def sources_of(rows: Sequence[Award]) -> Mapping[tuple[str, int | None], Source]:
    """What the forum told of the posts that earned, by kind and id."""
    posts: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.post_id is not None:
            posts[row.post_kind].add(row.post_id)
    wanted = Q(pk=None)
    for kind, pks in posts.items():
        wanted |= Q(kind=kind, post_id__in=pks)
    return {(source.kind, source.post_id): source for source in Source.objects.filter(wanted)}
