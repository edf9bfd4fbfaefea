"""What a search can be narrowed by, with how many there are of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import Kind
from forum.models import Tag
from forum.queries import Viewer, visible_boards
from search.asked import Query
from search.asking import Chosen
from search.doors import known_tags

MOST_TAGS = 12
Words = str | Promise

TYPE_WORDS: tuple[tuple[str, Words], ...] = (
    ("thread", gettext_lazy("Threads")),
    ("howto", gettext_lazy("How-tos")),
)
KINDS: tuple[tuple[str, Words], ...] = (
    (Kind.QUESTION.value, gettext_lazy("Questions")),
    (Kind.PROBLEM.value, gettext_lazy("Problems")),
    (Kind.IDEA.value, gettext_lazy("Ideas")),
    (Kind.PRAISE.value, gettext_lazy("Praise")),
    (Kind.TALK.value, gettext_lazy("Talk")),
)
STATE_WORDS: tuple[tuple[str, Words], ...] = (
    ("solved", gettext_lazy("Solved")),
    ("unsolved", gettext_lazy("Not solved yet")),
    ("unanswered", gettext_lazy("Waiting for an answer")),
)


@dataclass(frozen=True)
class Choice:
    """One value: `number` is how many there are, None where nobody counted."""

    value: str
    words: Words
    number: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A question of the form: `name` is its parameter, `is_one` says that one value rules out the
    others."""

    name: str
    legend: str
    choices: tuple[Choice, ...]
    is_one: bool = False


def facets_of(
    viewer: Viewer, query: Query, chosen: Chosen, counts: Mapping[str, int]
) -> list[Facet]:
    """What the viewer can narrow `query` by. What nothing has is left out, unless it is chosen. One
    query, for tags, and none where no thread that was found has one."""
    boards = [(board.slug, board.name, f"board:{board.pk}") for board in visible_boards(viewer)]
    types = [(value, words, f"type:{value}") for value, words in TYPE_WORDS]
    kinds = [(value, words, f"kind:{value}") for value, words in KINDS]
    states = [(value, words, f"is:{value}") for value, words in STATE_WORDS]
    tags = [(tag.slug, tag.name, f"tag:{tag.pk}") for tag in _tags(viewer, query, counts)]
    solution = [("solution", _("Has a Solution"), "has:solution")]
    state = _choices(states, (chosen.state,), counts)
    everything = Choice("", _("All"), None, not chosen.state)
    facets = [
        Facet("type", _("Type"), _choices(types, chosen.types, counts)),
        Facet("kind", _("Kind"), _choices(kinds, chosen.kinds, counts)),
        Facet("state", _("State"), (everything, *state) if state else (), is_one=True),
        Facet("has", _("Answer"), _choices(solution, ("solution",) * chosen.has_solution, counts)),
        Facet("board", _("Board"), _choices(boards, chosen.boards, counts)),
        Facet("tag", _("Tag"), _choices(tags, chosen.tags, counts)),
        Facet(
            "lang", _("Language"), _choices(_languages(chosen, counts), chosen.languages, counts)
        ),
    ]
    # What leaves nothing to choose is no question.
    return [facet for facet in facets if len(facet.choices) > 1 or _is_chosen(facet)]


def _is_chosen(facet: Facet) -> bool:
    return any(choice.is_chosen and choice.value for choice in facet.choices) or (
        facet.name == "has" and bool(facet.choices)
    )


def _choices(
    known: Iterable[tuple[str, Words, str]], chosen: Sequence[str], counts: Mapping[str, int]
) -> tuple[Choice, ...]:
    return tuple(
        Choice(value, words, counts.get(mark, 0) if counts else None, value in chosen)
        for value, words, mark in known
        if not counts or counts.get(mark) or value in chosen
    )


def _tags(viewer: Viewer, query: Query, counts: Mapping[str, int]) -> list[Tag]:
    """The tags that most have, those that are asked for first. All of them go through the door."""
    found = [
        (-number, int(mark.removeprefix("tag:")))
        for mark, number in counts.items()
        if mark.startswith("tag:")
    ]
    wanted = [*query.tags, *(pk for _number, pk in sorted(found))]
    ids = list(dict.fromkeys(wanted))[:MOST_TAGS]
    tags = known_tags(viewer).in_bulk(ids) if ids else {}
    return [tags[pk] for pk in ids if pk in tags]


def _languages(chosen: Chosen, counts: Mapping[str, int]) -> list[tuple[str, Words, str]]:
    names = dict(settings.LANGUAGES)
    marked = {mark.removeprefix("lang:") for mark in counts if mark.startswith("lang:")}
    codes = sorted({*marked, *chosen.languages})
    return [(code, names.get(code, code), f"lang:{code}") for code in codes]
