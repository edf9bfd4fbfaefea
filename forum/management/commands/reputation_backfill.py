"""Points for all that stands already."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from forum.actions.backfill import backfill_points, number_to_settle
from reputation.actions.fold import fold_once
from reputation.queries.tallies import waiting


class Command(BaseCommand):
    help = (
        "Pay for everything that stands by today's rules, with the dates of its causes. What was"
        " paid already is left alone: it may be stopped, and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        causes = number_to_settle()
        with tqdm(total=causes, unit="cause", disable=None) as bar:
            rows = backfill_points(seen=bar.update)
        waits = waiting()
        with tqdm(total=waits, unit="note", disable=None) as bar:
            while done := fold_once():
                bar.update(done)
        seconds = max(time.monotonic() - began, 0.001)
        self.stdout.write(
            f"{rows} rows for {causes} posts and causes, all counted in, in {seconds:.1f} s ({causes / seconds:,.0f} a second)"
        )
