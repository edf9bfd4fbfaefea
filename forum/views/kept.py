"""What a form of ours begins with: words kept over a sign-in, else the member's draft."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.numbers import number_in
from forum.kept import kept_words
from forum.queries.drafts import draft_at
from forum.views.helpers import say


class WordsKept(NamedTuple):
    """The words, and the version of the draft that stands (0: none)."""

    words: dict[str, str]
    version: int


def words_at(request: HttpRequest, place: str) -> WordsKept:
    """What the form at `place` begins with. Words that were kept over a sign-in are the newest."""
    kept = kept_words(request, place)
    if not isinstance(request.user, Member):
        return WordsKept(kept, 0)
    draft = draft_at(request.user, place)
    if draft is None or (kept and kept != draft.words):
        return WordsKept(kept, 0)  # Of no version: the next saving shows both.
    return WordsKept(draft.words, draft.version)


def kept_at(request: HttpRequest, place: str) -> WordsKept:
    """Only what was kept over a sign-in."""
    return WordsKept(kept_words(request, place), 0)


def sent_version(request: HttpRequest) -> int:
    """The version that a form sent back says it was written over."""
    return number_in(request.POST.get("draft_version", ""), digits=10) or 0


def say_left(request: HttpRequest, place: str) -> None:
    """After posting: other words for the same form were saved elsewhere, and are there still."""
    if isinstance(request.user, Member) and draft_at(request.user, place):
        say(request, _("Posted. Other words that you wrote for this are in your drafts."))
