"""Badges: each is earned by a standing fact, and ends when the fact does. None for volume, log-ins
or votes given: every one is somebody helped.

Figures: first times, then what an active helper reaches in a season and in years (peers' bronze,
silver and gold stand at 1, 10 to 25 and 50 to 250).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reputation.queries.facts import Facts


@dataclass(frozen=True)
class Badge:
    """`measure` of the facts has to reach `least`; of `each_tag` the number in every tag for itself.
    `icon` is a name of the sprite."""

    key: str
    name: str | Promise
    words: str | Promise
    measure: str
    least: int
    icon: str = "star"
    each_tag: bool = False


def _badge(
    key: str, name: Any, words: Any, measure: str, least: int = 1, icon: str = "star"
) -> Badge:
    return Badge(key, name, words, measure, least, icon)


BADGES: Final = (
    _badge("first_answer", _("First answer"), _("Answered somebody’s question"), "answers", 1, "reply"),
    _badge("first_question", _("First question"), _("Asked the community"), "questions", 1, "question"),
    _badge("solved_1", _("First Solution"), _("An answer solved it for somebody"), "solutions", 1, "tick"),
    _badge("solved_10", _("Ten worries fewer"), _("Ten Solutions for others"), "solutions", 10, "tick"),
    _badge("solved_50", _("Fifty worries fewer"), _("Fifty Solutions for others"), "solutions", 50, "tick"),
    _badge("solved_250", _("Lighthouse"), _("250 Solutions for others"), "solutions", 250, "flame"),
    _badge("helped_10", _("Good neighbour"), _("Ten people helped"), "askers", 10, "people"),
    _badge("helped_50", _("Whole street"), _("Fifty people helped"), "askers", 50, "people"),
    _badge("helped_200", _("Whole town"), _("Two hundred people helped"), "askers", 200, "people"),
    _badge("answer_5", _("Well said"), _("Five people found one answer helpful"), "best_answer", 5),
    _badge("answer_25", _("Very well said"), _("25 people found one answer helpful"), "best_answer", 25),
    _badge("answer_100", _("On everybody’s lips"), _("A hundred people found one answer helpful"), "best_answer", 100),
    _badge("question_5", _("Well asked"), _("Five people found a question helpful"), "best_question", 5, "question"),
    _badge("question_25", _("Very well asked"), _("25 people found a question helpful"), "best_question", 25, "question"),
    _badge("recommended_1", _("Recommended"), _("The company recommends an answer"), "recommended", 1),
    _badge("recommended_10", _("By appointment"), _("The company recommends ten answers"), "recommended", 10),
    _badge("cold_1", _("Cold case"), _("Solved a question that had waited a month"), "cold", 1, "history"),
    _badge("cold_10", _("Night watch"), _("Solved ten questions that had waited a month"), "cold", 10, "history"),
    _badge("quick_1", _("Within the hour"), _("The Solution came within an hour"), "quick", 1, "flame"),
    _badge("quick_25", _("First light"), _("25 Solutions within an hour"), "quick", 25, "flame"),
    _badge("thanked_1", _("Thank you"), _("Somebody wrote a thank-you that names them"), "thanked", 1, "people"),
    _badge("thanked_5", _("Much loved"), _("Five people wrote a thank-you that names them"), "thanked", 5, "people"),
    _badge("accepting_1", _("Word of thanks"), _("Said which answer solved it"), "accepting", 1, "tick"),
    _badge("accepting_10", _("Good host"), _("Said ten times which answer solved it"), "accepting", 10, "tick"),
    _badge("edits_1", _("Second pair of eyes"), _("A suggested edit was accepted"), "edits", 1, "edit"),
    _badge("edits_25", _("Proof-reader"), _("25 suggested edits were accepted"), "edits", 25, "edit"),
    _badge("boards_5", _("At home everywhere"), _("Solutions on five boards"), "boards", 5, "list"),
    _badge("languages_2", _("Interpreter"), _("Solutions in two languages"), "languages", 2, "people"),
    _badge("months_12", _("All seasons"), _("Solutions in twelve different months"), "months", 12, "history"),
    _badge("how_to_1", _("In print"), _("A Solution became a how-to"), "how_tos", 1, "book"),
    Badge("expert", _("Expert"), _("Ten Solutions under one tag"), "tags", 10, "star", each_tag=True),
    Badge("master", _("Master"), _("Fifty Solutions under one tag"), "tags", 50, "star", each_tag=True),
)  # fmt: skip
BY_KEY: Final = {badge.key: badge for badge in BADGES}


def earned(facts: Facts) -> Iterator[tuple[str, str]]:
    """Badge and subject of all that the facts earn."""
    for badge in BADGES:
        if badge.each_tag:
            yield from ((badge.key, tag) for tag, n in facts.tags.items() if n >= badge.least)
        elif facts.counts[badge.measure] >= badge.least:
            yield badge.key, ""


def nearest_badge(facts: Facts) -> tuple[Badge, int] | None:
    """Of the badges not earned yet the one that is nearest, with what is there of it; None where
    nothing was begun."""
    open_ = [
        (badge, facts.counts[badge.measure])
        for badge in BADGES
        if not badge.each_tag and 0 < facts.counts[badge.measure] < badge.least
    ]
    return max(open_, key=lambda pair: pair[1] / pair[0].least, default=None)
