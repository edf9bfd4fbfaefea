"""The real dumps, paid for: the ledger is clean, and leaderboards name whom the files name."""

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Member
from reputation.models import Award, BadgeAward, Place, Source, Standing, Tally
from tests.forum.dumps import run
from tests.forum.test_import_whole import sumo
from tests.shared import shared_data

Figures = Counter[str]


def said(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def solved_for_others(folder: Path) -> tuple[Figures, dict[str, set[str]]]:
    """From the files alone: Solutions to others' questions by name, and whom they helped."""
    answers = {row["id"]: row for row in sumo(folder, "answers")}
    solutions, askers = Counter[str](), dict[str, set[str]]()
    for question in sumo(folder, "questions"):
        answer = answers.get(question["solution"])
        if answer is not None and answer["creator"] != question["creator"]:
            solutions[answer["creator"]] += 1
            askers.setdefault(answer["creator"], set()).add(question["creator"])
    return solutions, askers


def listed(**scope: str) -> dict[str, int]:
    rows = Tally.objects.filter(period="A", ledger="customer", solutions__gt=0, **scope)
    return dict(rows.values_list("member__display_name", "solutions"))


@pytest.mark.long
def test_backfill_sumo_names_who_solved_most_for_others(db: None) -> None:
    folder = shared_data("sumo-thunderbird")
    run("import_sumo", folder, "--workers=2")
    said("reputation_backfill")
    assert said("reputation_check") == "The ledger and the totals agree.\n"
    solutions, askers = solved_for_others(folder)
    assert (sum(solutions.values()), listed(scope="")) == (443 - 192, dict(solutions))
    helped = Standing.objects.filter(counts__solutions__gt=0)
    assert {
        row.member.display_name: row.counts["askers"] for row in helped.select_related("member")
    } == {name: len(people) for name, people in askers.items()}
    check_tags(folder)
    assert Source.objects.count() == Place.objects.count() + len(sumo(folder, "answers"))
    assert said("reputation_backfill").startswith("0 rows")
    assert "solved_10" in set(BadgeAward.objects.values_list("badge", flat=True))


def check_tags(folder: Path) -> None:
    """Of each tag the list is what the files say of questions under it."""
    answers = {row["id"]: row for row in sumo(folder, "answers")}
    by_tag: dict[str, Figures] = {}
    slugs = {place.pk: place.tags for place in Place.objects.all()}
    assert any(slugs.values())
    for question in sumo(folder, "questions"):
        answer = answers.get(question["solution"])
        if answer is not None and answer["creator"] != question["creator"]:
            for tag in question["tags"]:
                by_tag.setdefault(tag, Counter())[answer["creator"]] += 1
    for tag, figures in by_tag.items():
        assert listed(scope=f"t:{tag}") == dict(figures), tag


@pytest.mark.long
@pytest.mark.parametrize("name", ["se-gadgets", "se-bicycles-meta"])
def test_backfill_stackexchange_is_clean(db: None, name: str) -> None:
    run("import_stackexchange", shared_data(name))
    said("reputation_backfill")
    assert said("reputation_check") == "The ledger and the totals agree.\n"
    assert Award.objects.filter(rule="solution").count() > 0
    assert Member.objects.filter(standing__points__gt=100).exists()
