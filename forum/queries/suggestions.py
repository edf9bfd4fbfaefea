"""Board and kind guessed from the words of somebody about to ask. A guess, shown before it counts."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.enums import Kind
from forum.models import Board
from forum.queries.kinds import kinds_taken
from forum.queries.visibility import Viewer, visible_boards, visible_threads

# A board's own name says most, its curated tags much, its description and each old title a little.
NAME, TAG, DESCRIPTION, TITLE = 6.0, 4.0, 2.0, 1.0
# Old titles of a lively board must not outweigh the name of a quiet one.
MOST_BY_TITLES = 3.0
TITLES_READ = 300
WORDS_READ = 2_000
_WORD = re.compile(r"[^\W_]{3,40}")


def _stems(text: str) -> set[str]:
    """Words of three letters or more, case-folded, without a plural s."""
    return {word.rstrip("s") or word for word in _WORD.findall(text[:WORDS_READ].casefold())}


def suggest_board(viewer: Viewer, words: str, *, kind: str = "") -> Board | None:
    """The visible board that fits the words best, the first one when nothing fits.

    `kind` leaves out boards that do not take it. A word counts the less the more boards use it,
    so that "the" decides nothing. Three queries at most; None without a board.
    """
    boards = [b for b in visible_boards(viewer) if not kind or kind in kinds_taken(b)]
    if not boards:
        return None
    wanted = _stems(words)
    weights = _word_weights(viewer, boards, wanted)
    spread = Counter(word for known in weights.values() for word in known)

    def fit(board: Board) -> float:
        return sum(weight / spread[word] ** 1.5 for word, weight in weights[board.pk].items())

    return max(boards, key=fit)


def _word_weights(
    viewer: Viewer, boards: Sequence[Board], wanted: set[str]
) -> dict[int, dict[str, float]]:
    """Board id → each wanted word that the board uses, with its weight."""
    weights: dict[int, dict[str, float]] = {}
    for board in boards:
        known = weights[board.pk] = dict.fromkeys(wanted & _stems(board.description), DESCRIPTION)
        known |= dict.fromkeys(wanted & _stems(board.name), NAME)
    tags = Board.tags.through.objects.filter(board_id__in=list(weights))
    for board_id, tag in tags.values_list("board_id", "tag__name"):
        for word in wanted & _stems(tag):
            weights[board_id][word] = max(weights[board_id].get(word, 0), TAG)
    newest = visible_threads(viewer).order_by("-created_at", "-pk")
    for board_id, title in newest.values_list("board_id", "title")[:TITLES_READ]:
        known = weights.get(board_id, {})
        for word in wanted & _stems(title):
            known[word] = max(known.get(word, 0), min(known.get(word, 0) + TITLE, MOST_BY_TITLES))
    return weights


def suggest_both(
    viewer: Viewer, words: str, *, board: Board | None, kind: str
) -> tuple[Board | None, str]:
    """Board and kind for the words, keeping what was chosen: the kind first, because some boards
    take ideas alone, and a word or two in common make nothing an idea."""
    board = board or (
        suggest_board(viewer, words, kind=kind or suggest_kind(words, list(Kind.values)))
        or suggest_board(viewer, words, kind=kind)
    )
    return board, kind or (suggest_kind(words, kinds_taken(board)) if board else "")


@lru_cache(maxsize=32)
def _cues(language: str) -> dict[str, re.Pattern[str]]:
    """What words give a kind away, in the language of the page. The order decides: who loves the
    lamp that broke has a problem. Bare thanks count at the very beginning alone (`\\A`), because
    at the end they are how a question says goodbye."""
    cues = {
        Kind.IDEA: _(
            "wish|would be (?:nice|great|good)|it would help|please add|could you add|"
            "new feature|feature request|suggestion|idea|support for|option to|let us"
        ),
        Kind.PROBLEM: _(
            "error|broken|broke|crash(?:es|ed)?|fail(?:s|ed)?|bug|stopped|won.t|can.t|cannot|"
            "doesn.t|does not|not working|no longer|since the update|stuck|freezes"
        ),
        Kind.PRAISE: _("\\Athank you|thanks to|well done|great work|love (?:it|this|the|my)|kudos"),
    }
    return {kind: re.compile(rf"(?i)\b(?:{words})\b") for kind, words in cues.items()}


def suggest_kind(words: str, kinds: Sequence[str]) -> str:
    """The kind that the words sound like, among those that a board takes.

    A question mark makes a question of a problem, and of praise; the board's first kind is the
    answer when nothing fits.
    """
    words = words[:WORDS_READ].strip()
    asks = "?" in words
    for kind, cue in _cues(get_language() or "en").items():
        if kind in kinds and cue.search(words) and not (asks and kind != Kind.IDEA):
            return kind
    if Kind.QUESTION in kinds:
        return Kind.QUESTION
    return kinds[0] if kinds else Kind.QUESTION
