"""Board and kind guessed from the words of somebody about to ask. A guess, shown before it counts."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.enums import Kind
from forum.models import Board
from forum.queries.visibility import Viewer, visible_boards, visible_threads

# A board's own name says most, its curated tags much, its description and one old title a little.
NAME, TAG, DESCRIPTION, TITLE = 6, 4, 2, 1
TITLES_READ = 300
WORDS_READ = 2_000
_WORD = re.compile(r"[^\W_]{3,40}")


def _stems(text: str) -> set[str]:
    """Words of three letters or more, case-folded, without a plural s."""
    return {word.rstrip("s") or word for word in _WORD.findall(text[:WORDS_READ].casefold())}


def suggest_board(viewer: Viewer, words: str, *, kind: str = "") -> Board | None:
    """The visible board that fits the words best, the first one when nothing fits.

    `kind` leaves out boards that do not take it. Three queries at most; None without a board.
    """
    boards = [b for b in visible_boards(viewer) if not kind or kind in b.kinds]
    if not boards:
        return None
    wanted, scores = _stems(words), Counter[int]()
    for board in boards:
        scores[board.pk] += NAME * len(wanted & _stems(board.name))
        scores[board.pk] += DESCRIPTION * len(wanted & _stems(board.description))
    ids = set(scores)
    for board_id, tag in Board.tags.through.objects.filter(board_id__in=ids).values_list(
        "board_id", "tag__name"
    ):
        scores[board_id] += TAG * len(wanted & _stems(tag))
    newest = visible_threads(viewer).order_by("-created_at", "-pk")
    for board_id, title in newest.values_list("board_id", "title")[:TITLES_READ]:
        if board_id in ids:
            scores[board_id] += TITLE * len(wanted & _stems(title))
    return max(boards, key=lambda board: scores[board.pk])


@lru_cache(maxsize=32)
def _cues(language: str) -> dict[str, re.Pattern[str]]:
    """What words give a kind away, in the language of the page."""
    cues = {
        Kind.IDEA: _(
            "wish|would be (?:nice|great|good)|it would help|please add|could you add|feature|"
            "suggestion|idea|support for|option to|let us"
        ),
        Kind.PRAISE: _("thank you|thanks to|well done|great work|love (?:it|this|the|my)|kudos"),
        Kind.PROBLEM: _(
            "error|broken|broke|crash(?:es|ed)?|fail(?:s|ed)?|bug|stopped|won.t|can.t|cannot|"
            "doesn.t|does not|not working|no longer|since the update|stuck|freezes"
        ),
    }
    return {kind: re.compile(rf"(?i)\b(?:{words})\b") for kind, words in cues.items()}


def suggest_kind(words: str, kinds: Sequence[str]) -> str:
    """The kind that the words sound like, among those that a board takes.

    A question mark or a question word makes a question of a problem; the board's first kind is
    the answer when nothing fits.
    """
    words = words[:WORDS_READ]
    for kind, cue in _cues(get_language() or "en").items():
        if kind in kinds and cue.search(words) and not (kind == Kind.PROBLEM and "?" in words):
            return kind
    if Kind.QUESTION in kinds:
        return Kind.QUESTION
    return kinds[0] if kinds else Kind.QUESTION
