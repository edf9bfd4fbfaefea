"""The schemes, in process memory behind a version check."""

from dataclasses import dataclass

from accounts.versions import Remembered
from reputation.models import SchemeVersion
from reputation.schemes import FIRST_PRESET, Scheme, checked, preset

VERSION = "scheme"


@dataclass(frozen=True)
class _All:
    """All schemes by number, and the newest that holds backwards (0: none does)."""

    schemes: dict[int, Scheme]
    backwards: int


def _load() -> _All:
    found, backwards = {0: preset(FIRST_PRESET)}, 0
    for row in SchemeVersion.objects.order_by("number"):
        found[row.number] = checked(row.number, row.preset, row.data)
        backwards = row.number if row.backwards else backwards
    return _All(found, backwards)


_schemes = Remembered(VERSION, _load)


def scheme_now() -> Scheme:
    """Points, caps and privileges as they hold now."""
    schemes = _schemes.get().schemes
    return schemes[max(schemes)]


def scheme_of(number: int) -> Scheme:
    """By which figures counts what was earned under a number: by its own, or by those of a later
    scheme that holds backwards."""
    kept = _schemes.get()
    return kept.schemes[max(number, kept.backwards)]


def scheme_backwards() -> Scheme | None:
    """The newest scheme that holds backwards, if one does."""
    kept = _schemes.get()
    return kept.schemes[kept.backwards] if kept.backwards else None


def scheme_numbered(number: int) -> Scheme:
    """Those that held under a number. Raises KeyError where there never was one."""
    return _schemes.get().schemes[number]


def forget_schemes() -> None:
    """For tests, whose rows are rolled back under a standing version."""
    _schemes.forget()
