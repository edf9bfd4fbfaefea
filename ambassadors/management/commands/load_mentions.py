"""`manage.py load_mentions DIR`: recorded messages of networks, onto the desk."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ambassadors.actions.loading import Loaded, load_folder

SHOWN = 20


class Command(BaseCommand):
    """It may be stopped anywhere and run again: what is there already stays."""

    help = "Takes in recorded messages (.jsonl, .jsonl.gz) of a folder or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, or one file")
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        settings.DEBUG = False  # which would keep a copy of every statement in memory
        began, loaded = monotonic(), Loaded()
        with tqdm(desc="messages", unit="", disable=options["no_progress"] or None) as bar:
            for loaded in load_folder(path):
                bar.update(loaded.new + loaded.known - bar.n)
        self._say(loaded, monotonic() - began)

    def _say(self, loaded: Loaded, seconds: float) -> None:
        for one in loaded.broken[:SHOWN]:
            self.stdout.write(f"passed over: {one.where}: {one.why}\n")
        if (more := len(loaded.broken) - SHOWN) > 0:
            self.stdout.write(f"passed over: {more:,} more\n")
        rate = (loaded.new + loaded.known) / max(seconds, 0.001)
        self.stdout.write(
            f"{loaded.new:,} new ({loaded.ignored:,} of them noise), {loaded.known:,} were here, "
            f"{loaded.vanished:,} taken off, {len(loaded.broken):,} passed over; "
            f"{seconds:.1f} s, {rate:,.0f} a second\n"
        )
