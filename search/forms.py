"""What the search page is asked for. A filter that means nothing is left out, not refused."""

from collections.abc import Sequence

from django.http import QueryDict

from forum.enums import Kind
from forum.models import Board
from search.asked import STATES, Query
from search.queries import LAST_PAGE
from search.words import clean, words_of


def query_of(data: QueryDict, boards: Sequence[Board]) -> Query:
    """The query in `data`; `boards` are those that the viewer may see, so that a closed board's
    name and no board's name read the same."""
    text = clean(data.get("q", ""))
    asked_boards, asked_kinds = set(data.getlist("board")), set(data.getlist("kind"))
    state, page = data.get("state", ""), data.get("page", "")
    return Query(
        text=text,
        words=words_of(text),
        kinds=tuple(kind.value for kind in Kind if kind.value in asked_kinds),
        boards=tuple(board.pk for board in boards if board.slug in asked_boards),
        state=state if state in STATES else "",
        page=int(page) if page in PAGES else 1,
    )


PAGES = frozenset(str(number) for number in range(1, LAST_PAGE + 1))
