"""`manage.py notable_eval FILE`: whether the score finds who needs us, beside other orders."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ambassadors.evaluation import (
    CHOSEN_ON,
    FIRST,
    NEEDS,
    TRIED_ON,
    labelled,
    measured,
    read_labelled,
)


class Command(BaseCommand):
    help = "Measures the score of mentions against the labels of the airline set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tweets.jsonl.gz of the airline set")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            airlines = labelled(read_labelled(options["file"]))
            rows = measured(airlines)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        self.stdout.write(
            f"Precision among the first {FIRST}; needs us: {', '.join(sorted(NEEDS))}.\n"
            f"Weights were chosen on {', '.join(CHOSEN_ON)}; tried on {', '.join(TRIED_ON)}.\n"
        )
        self.stdout.write(f"{'order':<16}{'chosen on':>12}{'tried on':>12}\n")
        for row in rows:
            self.stdout.write(f"{row.order:<16}{row.chosen:>12.3f}{row.tried:>12.3f}\n")
        self.stdout.write(
            "These labels say who was upset and about what. They cannot say whom else an answer would "
            "help, whether it was known already, or what a person at the desk would have done first.\n"
            "The set names no followers; reposts stand for fame.\n"
        )
