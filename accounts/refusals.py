"""A permission's no, with its reason in a sentence for people."""

from django.core.exceptions import PermissionDenied


class Refusal(PermissionDenied):
    """Raised by `check_can_<verb>` functions; `str()` is the sentence that the page shows."""

    status = 403


class TooOften(Refusal):
    """A no that waiting mends."""

    status = 429
