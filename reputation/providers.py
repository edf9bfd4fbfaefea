"""What pages of reputation show from rooms above, which register here in AppConfig.ready().

A provider never writes, has a fixed number of queries, and shows only what the viewer may see; one
that fails shows nothing.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.providers import Viewer, answers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Label:
    """What a post is called, and where it stands."""

    title: str
    url: str


Named = tuple[str, int | None]
Labels = Callable[[Viewer, Collection[int]], Mapping[int, Label]]
_labels: dict[str, Labels] = {}


@dataclass(frozen=True)
class Shelf:
    """A board or a tag that has a leaderboard: what it is called, its address name, its scope."""

    name: str
    slug: str
    scope: str


Shelves = Callable[[Viewer], Sequence[Shelf]]
FindTag = Callable[[Viewer, str], Shelf | None]
_boards: list[Shelves] = []
_tags: list[FindTag] = []


def register_leaderboards(boards: Shelves, tag: FindTag) -> None:
    """`boards(viewer)` are those that the viewer may see; `tag(viewer, slug)` the tag with this
    slug, or None where the viewer may not know it."""
    _boards.append(boards)
    _tags.append(tag)


def boards_for(viewer: Viewer) -> list[Shelf]:
    """Boards whose leaderboards the viewer may see."""
    return [shelf for shelves in answers(_boards, viewer) for shelf in shelves]


def tag_for(viewer: Viewer, slug: str) -> Shelf | None:
    """The tag, if the viewer may know it."""
    return next((shelf for shelf in answers(_tags, viewer, slug) if shelf), None)


def register_labels(post_kind: str, provider: Labels) -> None:
    """`provider(viewer, ids)` gives those posts of this kind that the viewer may see now."""
    _labels[post_kind] = provider


def labels_of(viewer: Viewer, posts: Iterable[Named]) -> dict[Named, Label]:
    """Labels of the posts that the viewer may see; the others are left out."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in posts:
        if pk is not None and kind in _labels:
            wanted.setdefault(kind, set()).add(pk)
    found: dict[Named, Label] = {}
    for kind, pks in wanted.items():
        try:
            labels = _labels[kind](viewer, pks)
        except Exception:
            log.exception("the labels of %s failed and are left out", kind)
            continue
        found |= {(kind, pk): label for pk, label in labels.items()}
    return found


@dataclass(frozen=True)
class Places:
    """Where somebody's Solutions stand: names of the boards that the viewer may see, and codes of
    the languages."""

    boards: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


PlacesOf = Callable[[Viewer, Collection[int]], Mapping[int, Places]]
_places: list[PlacesOf] = []


def register_places(provider: PlacesOf) -> None:
    """`provider(viewer, members)` says where the Solutions of these members (ids) stand."""
    _places.append(provider)


def places_of(viewer: Viewer, members: Collection[int]) -> dict[int, Places]:
    """Where the Solutions of members stand, by member; what fails is left out."""
    return {
        pk: places for found in answers(_places, viewer, members) for pk, places in found.items()
    }
