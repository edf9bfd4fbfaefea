"""What a message is and how it sounds, guessed by lists of words; a person's word goes before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ambassadors.enums import Kind, Mood
from ambassadors.wording import (
    IDEA,
    PRAISE,
    PROBLEM,
    QUESTION,
    THANKS,
    UPSET,
    Lexicon,
    words_of,
)


@dataclass(frozen=True)
class Guess:
    """What a message is taken for. `asks` says that it is, or holds, a question."""

    kind: Kind
    mood: Mood
    asks: bool


LISTS = Lexicon(
    question=QUESTION, problem=PROBLEM, idea=IDEA, thanks=THANKS, praise=PRAISE, upset=UPSET
)


def guess(text: str, words: Sequence[str] | None = None) -> Guess:
    """What `text` is; `words` are those of it, where they are known already."""
    found = LISTS.counts(words_of(text) if words is None else words)
    asks = "?" in text or found["question"] > 0
    good, bad = found["thanks"] + found["praise"], found["upset"] + found["problem"]
    return Guess(_kind(found, asks=asks, marked="?" in text), _mood(good, bad), asks)


def _kind(found: dict[str, int], *, asks: bool, marked: bool) -> Kind:
    """Order matters: who thanks us and asks, asks; `marked` is a question by its mark."""
    troubled, thanks = found["problem"], found["thanks"]
    if found["idea"]:
        return Kind.IDEA
    if troubled > found["praise"] + thanks:
        return Kind.PROBLEM
    if asks and (marked or not thanks):
        return Kind.QUESTION
    if thanks:
        return Kind.THANKS
    if found["praise"]:
        return Kind.PRAISE
    return Kind.PROBLEM if troubled else Kind.CHATTER


def _mood(good: int, bad: int) -> Mood:
    if bad > good:
        return Mood.NEGATIVE
    return Mood.POSITIVE if good > bad else Mood.NEUTRAL
