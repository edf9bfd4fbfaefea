"""What the search page is asked for. A filter that means nothing is left out, not refused."""

from django.http import QueryDict

from forum.enums import Kind
from forum.queries import Viewer
from search.asked import SORTS, STATES, TYPES, Query
from search.asking import Chosen, language_of, query_for
from search.operators import read
from search.queries import LAST_PAGE

PAGES = frozenset(str(number) for number in range(1, LAST_PAGE + 1))
FILTERS = ("type", "kind", "state", "has", "board", "tag", "lang")
# Of each filter so many are read.
MOST_CHOSEN = 50


def query_of(data: QueryDict, viewer: Viewer) -> Query:
    """The query in `data`, for what `viewer` may see."""
    return query_for(viewer, read(data.get("q", "")), chosen_of(data))


def chosen_of(data: QueryDict) -> Chosen:
    """The filters in `data`."""

    def values(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(data.getlist(name)))[:MOST_CHOSEN]

    state, sort, page = data.get("state", ""), data.get("sort", ""), data.get("page", "")
    asked_types, asked_kinds = values("type"), values("kind")
    return Chosen(
        types=tuple(one for one in TYPES if one in asked_types),
        kinds=tuple(kind.value for kind in Kind if kind.value in asked_kinds),
        boards=values("board"),
        tags=tuple(slug for slug in values("tag") if 0 < len(slug) <= 40),
        languages=tuple(dict.fromkeys(filter(None, map(language_of, values("lang"))))),
        state=state if state in STATES else "",
        has_solution=data.get("has") == "solution",
        sort=sort if sort in SORTS else "",
        page=int(page) if page in PAGES else 1,
    )
