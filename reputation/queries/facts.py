"""Standing facts: what stands of a member's help, counted from the ledger and from what the forum
told of its posts. Ranks and badges ask for nothing else."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from reputation.enums import Ledger, Rule
from reputation.models import Award, Place, Source, Standing
from reputation.ranks import WINDOWS

COLD_DAYS = 30
"""A question this old counts as a cold case when somebody answers it with its Solution."""
QUICK = timedelta(hours=1)
# Solutions whose posts are asked for at once.
BATCH = 1_000


@dataclass
class Facts:
    """What stands of one member: `counts` by measure, `tags` Solutions for others by tag."""

    counts: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)


def facts_of(members: Collection[int], *, at: datetime) -> Mapping[int, Facts]:
    """The facts of members by id, in a fixed number of queries (of posts, one for each thousand
    Solutions)."""
    found: dict[int, Facts] = {pk: Facts() for pk in members}
    for pk, points in Standing.objects.filter(pk__in=members).values_list("pk", "points"):
        found[pk].counts["points"] = points
    _count_rules(found)
    _count_best(found)
    _count_posts(found)
    for member, number in _thanks(members):
        found[member].counts["thanked"] = number
    for batch in _batches(_standing(members).filter(rule=Rule.SOLUTION)):
        _count_solutions(found, batch, at)
    for facts in found.values():
        _close(facts)
    return found


def _standing(members: Collection[int]) -> QuerySet[Award]:
    """What was earned as a customer, and stands: employees have lists of their own."""
    return Award.objects.filter(
        member__in=members,
        ledger=Ledger.CUSTOMER,
        reverses=None,
        reversed_by=None,
        is_held=False,
    )


PLAIN = {
    Rule.RECOMMENDED: "recommended",
    Rule.ACCEPTING: "accepting",
    Rule.FLAG_UPHELD: "upheld",
    Rule.HOWTO: "how_tos",
    Rule.EDIT_APPROVED: "edits",
}


def _count_rules(found: Mapping[int, Facts]) -> None:
    rows = _standing(found.keys()).filter(rule__in=PLAIN).values_list("member", "rule")
    for member, rule, number in rows.annotate(number=Count("pk")).order_by():
        found[member].counts[PLAIN[Rule(rule)]] = number


BEST = {Rule.ANSWER_HELPFUL: "best_answer", Rule.QUESTION_HELPFUL: "best_question"}


def _count_best(found: Mapping[int, Facts]) -> None:
    """How many found the one post helpful that most people did. Votes that came as a count are one
    row for all of them."""
    rows = _standing(found.keys()).filter(rule__in=BEST)
    by_post = rows.values_list("member", "rule", "post_id").annotate(number=Sum("times"))
    for member, rule, _post, number in by_post.order_by():
        counts, name = found[member].counts, BEST[Rule(rule)]
        counts[name] = max(counts[name], number)


# Kinds of threads to which a reply is an answer.
ANSWERED = ("question", "problem", "idea")


def _count_posts(found: Mapping[int, Facts]) -> None:
    rows = Source.objects.filter(author__in=found.keys(), stands=True, place__stands=True)
    others = Q(kind="reply", place__kind__in=ANSWERED) & ~Q(author=F("place__asker"))
    answers = Count("pk", filter=others)
    questions = Count("pk", filter=Q(kind="thread", place__kind="question"))
    counted = rows.values("author").annotate(answers=answers, questions=questions).order_by()
    for row in counted:
        found[row["author"]].counts.update(answers=row["answers"], questions=row["questions"])


def _thanks(members: Collection[int]) -> Iterable[tuple[int, int]]:
    """How many people thanked each, however often."""
    Through = Place.thanked.through
    rows = Through._default_manager.filter(member_id__in=members, place__stands=True)
    counted = rows.values_list("member_id").annotate(number=Count("place__asker_id", distinct=True))
    return counted.order_by()


def _batches(rows: QuerySet[Award]) -> Iterator[list[tuple[Any, ...]]]:
    found = iter(rows.values_list("member", "at", "post_id").iterator(BATCH))
    while batch := list(islice(found, BATCH)):
        yield batch


def _count_solutions(
    found: Mapping[int, Facts], solutions: Collection[tuple[int, datetime, int]], at: datetime
) -> None:
    """Solutions, with whom they helped, where, and when. Of a post that the forum has not told of
    yet nobody knows that."""
    posts = Source.objects.filter(kind="reply", post_id__in=[post for _m, _at, post in solutions])
    sources = {row.post_id: row for row in posts.select_related("place")}
    for member, marked, post in solutions:
        facts = found[member]
        windows = [name for name, days in WINDOWS.items() if marked >= at - timedelta(days=days)]
        facts.counts["solutions"] += 1
        facts.counts.update(name for name in windows if name.startswith("solutions"))
        facts.counts[f"month {marked:%Y-%m}"] = 1
        if (source := sources.get(post)) is not None:
            _count_place(facts, source, windows)


def _count_place(facts: Facts, source: Source, windows: Iterable[str]) -> None:
    place = source.place
    facts.counts[f"asker {place.asker_id}"] = 1
    for name in windows:
        if name.startswith("askers"):
            facts.counts[f"{name} {place.asker_id}"] = 1
    facts.counts[f"board {place.board_id}"] = 1
    if place.language:
        facts.counts[f"language {place.language}"] = 1
    waited = source.at - place.at
    facts.counts["cold"] += waited >= timedelta(days=COLD_DAYS)
    facts.counts["quick"] += waited <= QUICK
    if not place.audience:  # the words of a closed board are nobody's outside
        facts.tags.update(place.tags)


DISTINCT = {
    "asker": "askers",
    "askers_365": "askers_365",
    "askers_90": "askers_90",
    "board": "boards",
    "language": "languages",
    "month": "months",
}


def _close(facts: Facts) -> None:
    """Replace the names that were seen by their numbers."""
    seen: dict[str, int] = defaultdict(int)
    for name in [name for name in facts.counts if " " in name]:
        seen[DISTINCT[name.split(" ")[0]]] += 1
        del facts.counts[name]
    facts.counts.update(seen)
