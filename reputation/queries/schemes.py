"""The schemes, in process memory behind a version check."""

from accounts.versions import Remembered
from reputation.models import SchemeVersion
from reputation.schemes import FIRST_PRESET, Scheme, checked, preset

VERSION = "scheme"


def _load() -> dict[int, Scheme]:
    found = {0: preset(FIRST_PRESET)}
    for row in SchemeVersion.objects.order_by("number"):
        found[row.number] = checked(row.number, row.preset, row.data)
    return found


_schemes = Remembered(VERSION, _load)


def scheme_now() -> Scheme:
    """Points, caps and privileges as they hold now."""
    schemes = _schemes.get()
    return schemes[max(schemes)]


def scheme_numbered(number: int) -> Scheme:
    """Those that held under a number. Raises KeyError where there never was one."""
    return _schemes.get()[number]


def forget_schemes() -> None:
    """For tests, whose rows are rolled back under a standing version."""
    _schemes.forget()
