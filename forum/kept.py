"""Words of somebody who is not signed in, or not any more: kept in the session of their browser
while they sign in, and given back to the form that they were written in."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone

from forum.markup import IMPORT_CAP

KEPT = "kept_words"
FIELDS = (
    "title",
    "source",
    "note",
    "kind",
    "board",
    "tags",
    "language",
    "follow_up_of",
    "display_name",
)
# Two forms, each with one text of the longest kind and the short fields beside it, for a day.
MOST_KEPT = 2
MOST_CHARACTERS = IMPORT_CAP + 5_000
KEPT_FOR = 24 * 3600


def keep_words(request: HttpRequest, place: str, words: Mapping[str, str]) -> bool:
    """Keep the words of the form at `place` (a path of ours). False when there are none, or more
    than any form takes: they are never cut."""
    chosen = {name: words[name] for name in FIELDS if words.get(name)}
    if not 0 < sum(map(len, chosen.values())) <= MOST_CHARACTERS:
        return False
    entry = {"place": place, "words": chosen, "at": timezone.now().timestamp()}
    request.session[KEPT] = [*_others(request, place), entry][-MOST_KEPT:]
    return True


def kept_words(request: HttpRequest, place: str) -> dict[str, str]:
    """The words that were kept for the form at `place`; {} when there are none."""
    since = timezone.now().timestamp() - KEPT_FOR
    for entry in _all(request):
        if entry["place"] == place and entry["at"] > since:
            return cast("dict[str, str]", entry["words"])
    return {}


def let_go(request: HttpRequest, place: str) -> None:
    """Forget them: they have been sent."""
    others = _others(request, place)
    if len(others) != len(_all(request)):
        request.session[KEPT] = others


def _all(request: HttpRequest) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", request.session.get(KEPT, []))


def _others(request: HttpRequest, place: str) -> list[dict[str, Any]]:
    return [entry for entry in _all(request) if entry["place"] != place]
