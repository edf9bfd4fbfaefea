"""Whether every total is what the ledger's rows come to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reputation.actions.repair import repair_tallies, repair_totals
from reputation.queries.replay import wrong_tallies
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals


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
        wrong = 0
        for one in wrong_totals():
            self.stdout.write(
                f"@{one.username}: {one.what} is {one.shown}, its rows give {one.right}"
            )
            wrong += 1
        for day in wrong_days():
            self.stdout.write(
                f"member {day.member}, {day.ledger}, {day.day}: {day.counted} counted, {day.right} right"
            )
            wrong += 1
        for tally in wrong_tallies():
            scope, period, ledger, member = tally.key
            self.stdout.write(
                f"member {member}, {ledger}, list {scope or 'all'} of {period}:"
                f" {tally.shown} shown, {tally.right} right"
            )
            wrong += 1
        for row in wrong_rows():
            self.stdout.write(f"row {row.pk} of @{row.member.username} contradicts itself")
            wrong += 1
        if wrong:
            raise CommandError(f"{wrong} differences", returncode=1)
        self.stdout.write("The ledger and the totals agree.")
