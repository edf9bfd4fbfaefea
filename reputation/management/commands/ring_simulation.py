"""How well vote rings are found in a made-up community."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reputation.rings.trial import try_seed


class Command(BaseCommand):
    help = "Plant vote rings among ten thousand honest members and say how many are found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="which community is made up")

    def handle(self, *args: Any, **options: Any) -> None:
        found = try_seed(options["seed"])
        self.stdout.write(
            f"precision {found.precision:.3f}, recall {found.recall:.3f} of pairs\n"
            f"{found.found} of {found.rings} rings found\n"
            f"{found.false_per_10000:g} false pairs per 10,000 honest members"
        )
