"""Which messages need nobody, by rules that are data. A rule hides nothing for good: what it ignored
keeps its place, is counted, and a sample of it is put before a person every week."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ambassadors.channels.base import Heard
from ambassadors.enums import NoiseKind
from ambassadors.models import NoiseRule
from ambassadors.wording import Lexicon, words_of

GIVEAWAY = """
giveaway
give away
enter to win
chance to win
win a
rt to win
retweet to win
follow and rt
like and share
prize draw
competition time
promo code
discount code
gewinnspiel
verlosung
gewinne ein
winactie
maak kans
sorteo
participa y gana
"""
_GIVEAWAY = Lexicon(giveaway=GIVEAWAY)
REPOST = re.compile(r"^\s*RT @(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """What rules look at: what was heard, its words, its language, and our own handles (folded)."""

    heard: Heard
    words: Sequence[str]
    language: str
    brands: Sequence[str] = ()
    handles: frozenset[str] = frozenset()


def first_match(message: Message, rules: Iterable[NoiseRule]) -> NoiseRule | None:
    """The first rule, in their order, that takes the message for noise; None where none does."""
    return next(
        (rule for rule in rules if _MATCHES[NoiseKind(rule.kind)](message, rule.pattern)), None
    )


def _own_repost(message: Message, pattern: str) -> bool:
    """Passed on unchanged, and ours in the first place."""
    found = REPOST.match(message.heard.text)
    return bool(found and found[1].casefold() in message.handles)


def _giveaway(message: Message, pattern: str) -> bool:
    return _GIVEAWAY.counts(message.words)["giveaway"] > 0


def _address(message: Message, pattern: str) -> bool:
    """Our name stands in mail addresses alone: "write to anna@company.net" is not about us, and a word
    that begins with @company.net is no name that was called."""
    text = message.heard.text.casefold()
    names = [pattern.casefold()] if pattern else [brand.casefold() for brand in message.brands]
    names = [name.lstrip("@") for name in names if name.strip("@ ")]
    if not any(name in text for name in names):
        return False
    rest = re.sub(r"[\w.+-]*@[\w-]+(?:\.[\w-]+)+", " ", text)
    return not any(name in rest for name in names)


def _word(message: Message, pattern: str) -> bool:
    wanted = words_of(pattern)
    if not wanted:
        return bool(pattern.strip()) and pattern.strip().casefold() in message.heard.text.casefold()
    size = len(wanted)
    return any(
        list(message.words[i : i + size]) == wanted for i in range(len(message.words) - size + 1)
    )


def _language(message: Message, pattern: str) -> bool:
    return bool(message.language) and message.language == pattern.strip().casefold()


def _bot(message: Message, pattern: str) -> bool:
    name = pattern.strip().lstrip("@").casefold()
    return message.heard.handle.casefold() == name if name else message.heard.is_bot


_MATCHES = {
    NoiseKind.OWN_REPOST: _own_repost,
    NoiseKind.GIVEAWAY: _giveaway,
    NoiseKind.ADDRESS: _address,
    NoiseKind.WORD: _word,
    NoiseKind.LANGUAGE: _language,
    NoiseKind.BOT: _bot,
}
