"""From what was typed and chosen to a query: names are looked up behind the doors of their kinds, so
that a closed board's name, or a word that stands there only, reads like no name at all."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.db.models import Q
from django.utils.text import slugify

from accounts.languages import TAG
from accounts.models import Member
from accounts.queries import known
from forum.enums import Kind
from forum.models import Board
from forum.queries import Viewer, visible_boards
from search.asked import STATES, TYPES, Query
from search.doors import known_tags
from search.operators import Typed, moment_of


@dataclass(frozen=True)
class Chosen:
    """What is chosen beside the words, as the page's form sends it; `boards` and `tags` are address
    names. What there is none of is left out."""

    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    state: str = ""
    has_solution: bool = False
    sort: str = ""
    page: int = 1


def query_for(viewer: Viewer, typed: Typed, chosen: Chosen) -> Query:
    """What to look for. One query each for tags and people, and only where somebody names some."""
    boards = visible_boards(viewer)
    tags = _tags(viewer, typed, chosen)
    query = Query(
        text=typed.text,
        plain=typed.plain,
        words=typed.words,
        phrases=typed.phrases,
        without=typed.without,
        has_solution=chosen.has_solution,
        page=chosen.page,
        is_cut=typed.is_cut,
    )
    query = _among(query, "types", _types(typed), chosen.types)
    query = _among(query, "kinds", _kinds(typed), chosen.kinds)
    query = _among(query, "boards", _boards(typed, boards), _slugged(boards, chosen.boards))
    query = _among(query, "languages", _languages(typed), chosen.languages)
    query = _tagged(query, typed, chosen, tags)
    query = _standing(query, (*typed.values("is"), *filter(None, [chosen.state])))
    query = _written(query, typed)
    query = _dated(query, typed)
    has = typed.values("has")
    if has:
        unknown = any(value.lower() not in ("solution", "solutions") for value in has)
        query = replace(query, has_solution=True, is_nowhere=query.is_nowhere or unknown)
    # Where nothing is looked for in the texts, nothing is more alike than another.
    return replace(query, sort=chosen.sort or ("" if query.words or query.phrases else "newest"))


def _among(
    query: Query,
    name: str,
    typed: Sequence[str | int | None],
    chosen: Sequence[str | int],
) -> Query:
    """Any of the typed ones, among the chosen ones where some are; None is a name of nothing."""
    if not typed:
        return replace(query, **{name: tuple(chosen)})  # type: ignore[arg-type]
    found = tuple(dict.fromkeys(one for one in typed if not chosen or one in chosen))
    is_nowhere = query.is_nowhere or None in typed or not found
    kept = tuple(one for one in found if one is not None)
    return replace(query, **{name: kept}, is_nowhere=is_nowhere)  # type: ignore[arg-type]


def _types(typed: Typed) -> list[str | None]:
    """However "how-tos" is written."""
    said = (value.lower().replace("-", "") for value in typed.values("type"))
    known_types = {form: one for one in TYPES for form in (one, f"{one}s")}
    return [known_types.get(value) for value in said]


def _kinds(typed: Typed) -> list[str | None]:
    known_kinds = {form: kind.value for kind in Kind for form in (kind.value, f"{kind.value}s")}
    return [known_kinds.get(value.lower()) for value in typed.values("kind")]


def _boards(typed: Typed, boards: Sequence[Board]) -> list[int | None]:
    found = {board.name.casefold(): board.pk for board in boards}
    found |= {board.slug: board.pk for board in boards}
    return [found.get(value.casefold()) for value in typed.values("board")]


def _slugged(boards: Sequence[Board], slugs: Collection[str]) -> list[int]:
    return [board.pk for board in boards if board.slug in slugs]


def _languages(typed: Typed) -> list[str | None]:
    return [language_of(value) or None for value in typed.values("lang")]


def language_of(value: str) -> str:
    """The language of a code such as "pt-BR" in any country, or ""."""
    return value.partition("-")[0].lower() if TAG.fullmatch(value) else ""


def _tags(viewer: Viewer, typed: Typed, chosen: Chosen) -> dict[str, int]:
    """The tags that are named and that the viewer may know of: id by address name."""
    slugs = {*map(_slug, typed.values("tag")), *chosen.tags} - {""}
    if not slugs:
        return {}
    return dict(known_tags(viewer).filter(slug__in=slugs).values_list("slug", "pk"))


def _slug(value: str) -> str:
    return slugify(value, allow_unicode=True)[:40]


def _tagged(query: Query, typed: Typed, chosen: Chosen, tags: dict[str, int]) -> Query:
    """All of the tags: one that is typed and not there is nowhere, one that is chosen is left out."""
    named = [tags.get(_slug(value)) for value in typed.values("tag")]
    picked = (tags.get(slug) for slug in chosen.tags)
    found = dict.fromkeys(pk for pk in chain(named, picked) if pk is not None)
    return replace(query, tags=tuple(found), is_nowhere=query.is_nowhere or None in named)


def _standing(query: Query, states: Sequence[str]) -> Query:
    """All of the states. What nobody answered and is not solved is what nobody answered."""
    asked = {state.lower() for state in states}
    nowhere = bool(asked - set(STATES)) or ("solved" in asked and len(asked) > 1)
    state = next((one for one in ("unanswered", "unsolved", "solved") if one in asked), "")
    return replace(query, state=state, is_nowhere=query.is_nowhere or nowhere)


def _written(query: Query, typed: Typed) -> Query:
    """By any of these people, also under a name that they had before."""
    names = [value.removeprefix("@").lower() for value in typed.values("by")]
    if not names:
        return query
    people = known(
        Member.objects.filter(Q(username__in=names) | Q(old_usernames__username__in=names))
    )
    rows = list(people.values_list("pk", "username", "old_usernames__username"))
    known_names = {name for row in rows for name in row[1:]}
    nowhere = query.is_nowhere or not set(names) <= known_names
    return replace(query, by=tuple(sorted({row[0] for row in rows})), is_nowhere=nowhere)


def _dated(query: Query, typed: Typed) -> Query:
    since = [moment_of(value) for value in typed.values("after")]
    until = [moment_of(value) for value in typed.values("before")]
    return replace(
        query,
        since=_one(max, since),
        until=_one(min, until),
        is_nowhere=query.is_nowhere or None in since or None in until,
    )


def _one(
    choose: Callable[[list[datetime]], datetime], moments: list[datetime | None]
) -> datetime | None:
    stated = [moment for moment in moments if moment is not None]
    return choose(stated) if stated else None
