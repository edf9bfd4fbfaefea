"""manage.py search_rebuild: builds the index anew and puts it in the place of the one in use."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines import engine
from search.engines.base import EngineDown
from search.rebuilding import Busy, Worse, rebuild


class Command(BaseCommand):
    help = "Build a new index beside the one that answers, check it, and let it answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only where none answers yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["missing"] and engine().answers():
                return
            with tqdm(unit=" documents", disable=options["verbosity"] < 1) as bar:
                total = rebuild(tell=lambda done, total: _show(bar, done, total))
        except (EngineDown, Worse, Busy) as error:
            raise CommandError(f"The index was not replaced: {error}") from error
        self.stdout.write(f"{total} threads and posts are indexed.")


def _show(bar: "tqdm[Any]", done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)
