"""Schemes that tests set."""

from typing import Any

from reputation.enums import Privilege
from reputation.models import SchemeVersion
from reputation.queries.schemes import forget_schemes

EVERYBODY_TRUSTED = {"privileges": dict.fromkeys(Privilege.values, 1)}


def hold(data: dict[str, Any], preset: str = "small") -> None:
    """From now on these figures hold."""
    SchemeVersion.objects.create(number=1, preset=preset, data=data)
    forget_schemes()
