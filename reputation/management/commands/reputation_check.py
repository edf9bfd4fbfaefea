"""Whether every total is what the ledger's rows come to."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member
from reputation.actions.repair import repair_tallies, repair_totals
from reputation.queries.replay import wrong_tallies
from reputation.queries.totals import waiting_correction, wrong_days, wrong_rows, wrong_totals


class Command(BaseCommand):
    help = "Replay the ledger, name each member whose total differs, and end with 1 if one does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="count wrong days again, rebuild wrong totals and leaderboards",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["repair"]:
            self.stdout.write(f"{repair_totals() + repair_tallies()} mended")
        if scheme := waiting_correction():
            self.stdout.write(
                f"Scheme {scheme.number} holds backwards, and its correction waits for the worker:"
                " days that it counts anew are left out until then."
            )
        wrong = 0
        for line in _differences():
            self.stdout.write(line)
            wrong += 1
        if wrong:
            raise CommandError(f"{wrong} differences", returncode=1)
        self.stdout.write("The ledger and the totals agree.")


def _differences() -> Iterator[str]:
    for one in wrong_totals():
        yield f"@{one.username}: {one.what} is {one.shown}, its rows give {one.right}"
    for day in wrong_days():
        who = _name(day.member)
        yield f"{who}, {day.ledger}, {day.day}: {day.counted} counted, {day.right} right"
    for tally in wrong_tallies():
        scope, period, ledger, member = tally.key
        where = f"list {scope or 'all'} of {period}"
        yield f"{_name(member)}, {ledger}, {where}: {tally.shown} shown, {tally.right} right"
    for row in wrong_rows():
        yield f"row {row.pk} of @{row.member.username} contradicts itself"


def _name(member: int) -> str:
    return f"@{Member.objects.values_list('username', flat=True).get(pk=member)}"
