"""Search for vote rings now."""

from typing import Any

from django.core.management.base import BaseCommand

from reputation.actions.rings import run_ring_check


class Command(BaseCommand):
    help = "Search for votes that were not independent, as every night; what is found waits at /moderate/rings/."

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_ring_check()
        self.stdout.write(f"{run.votes} votes looked at, {run.pairs} pairs wait to be looked at")
