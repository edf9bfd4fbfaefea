"""What a conversion asks of whoever wants it, and what it tells them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: to a page of ours by its id, or else to an address."""

    url: str = ""
    page: int = 0


def _nowhere(href: str) -> Target | None:
    return None


def _nothing(attributes: dict[str, str]) -> Raw | None:
    return None


def _everybody(attributes: dict[str, str]) -> str:
    return ""


def _keeps(attributes: dict[str, str]) -> bool:
    return False


@dataclass
class Setting:
    """Arguments: `title` is that of the whole text and names its films; `headings` are the elements
    that begin a part; `link(href)` says where a link leads, None for words alone; `picture(attributes)`
    gives the value of a Picture block with the `words` that stand for it inside a sentence, None to
    leave it out; `only_for(attributes)` the words for whom an element is, "" for everybody;
    `skips(attributes)` says that an element is nothing for readers. Without `has_steps` it is a text
    of which nothing becomes a step or a heading. `lost` collects what could not be
    made a block, as kind and detail."""

    title: str
    headings: frozenset[str]
    link: Callable[[str], Target | None] = _nowhere
    picture: Callable[[dict[str, str]], Raw | None] = _nothing
    only_for: Callable[[dict[str, str]], str] = _everybody
    skips: Callable[[dict[str, str]], bool] = _keeps
    has_steps: bool = True
    lost: list[tuple[str, str]] = field(default_factory=list)

    def lose(self, what: str, detail: str = "") -> None:
        """Note that something could not be made a block."""
        self.lost.append((what, " ".join(detail.split())[:200]))
