"""manage.py import_howtos FILE: help articles of support.mozilla.org as how-tos."""

import os
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member
from blog.importers.articles import WHAT
from blog.importers.authors import made_author
from blog.importers.load import Job, load
from blog.importers.sumo_kb import SOURCE
from forum.importers.rendering import Renderer
from forum.importers.report import Report
from forum.importers.scratch import Scratch

SUFFIXES = (".jsonl", ".jsonl.gz")


class Command(BaseCommand):
    """It may be stopped anywhere and run again: what is there already stays."""

    help = "Brings over help articles of support.mozilla.org from a file of JSON lines."
    # Checks read every page's address with all that stands behind it, and an import needs none of that.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="one article a line; plain or gzipped")
        parser.add_argument("--limit", type=_positive, help="only the first N articles")
        parser.add_argument("--author", help="username of the author; one is made without it")
        parser.add_argument("--report", type=Path, help="also write the whole report here")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file() or not path.name.lower().endswith(SUFFIXES):
            raise CommandError(f"{path} is no file that ends in {' or '.join(SUFFIXES)}")
        settings.DEBUG = False  # which would keep a copy of every statement in memory
        with closing(Scratch()) as scratch:
            report = Report(scratch)
            author = _author(options["author"], report)
            limit, progress = options["limit"], not options["no_progress"]
            began = monotonic()
            try:
                with Renderer(options["workers"]) as renderer:
                    load(Job(path, author, report, renderer, limit=limit, progress=progress))
            except KeyboardInterrupt:
                self.stdout.write("Stopped; run it again to go on.")
            self._finish(report, monotonic() - began, options["report"])

    def _finish(self, report: Report, seconds: float, path: Path | None) -> None:
        pages = report.created[WHAT] + report.created["revision"]
        self.stdout.writelines(f"{line}\n" for line in report.lines())
        rate = pages / max(seconds, 0.001)
        self.stdout.write(f"{pages:,} pages in {seconds:.1f} s ({rate:,.0f} a second)")
        if path is not None:
            path.write_text("".join(f"{line}\n" for line in report.lines(shown=None)))


def _author(username: str | None, report: Report) -> Member:
    if username is None:
        return made_author(SOURCE, report)
    found = Member.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no member {username}.")
    return found


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
