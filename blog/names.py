"""Titles and address names that nothing else has."""

from collections.abc import Iterable

from django.utils.text import slugify

from accounts.names import free_name

SLUG_LENGTH = 100


class Titles:
    """Titles of posts by language: no two posts of one language have the same."""

    def __init__(self, taken: Iterable[tuple[str, str]]) -> None:
        """`taken` has language and title of each post that is there."""
        self._taken = {(language, title.lower()) for language, title in taken}

    def free(self, title: str, language: str) -> str:
        """The title, or where another post has it, the title with a number; it is taken then."""
        found, number = title, 1
        while (language, found.lower()) in self._taken:
            number += 1
            found = f"{title} ({number})"
        self._taken.add((language, found.lower()))
        return found


def is_of(title: str, base: str) -> bool:
    """Whether a title is `base`, perhaps with the number that `free` gave it."""
    rest = title.removeprefix(base)
    number = rest.removeprefix(" (").removesuffix(")")
    return title.startswith(base) and (not rest or (rest == f" ({number})" and number.isdecimal()))


def free_slug(wanted: str, taken: set[str]) -> str:
    """An address name made of `wanted` that is not among `taken`; it is added to them."""
    found = free_name(slugify(wanted)[:SLUG_LENGTH] or "post", taken)
    taken.add(found)
    return found
