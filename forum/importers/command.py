"""What the import commands share: options, the board, and the report."""

import os
import resource
import sys
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.versions import bump
from forum.enums import Kind
from forum.importers.dump import Dump, NoDump
from forum.importers.load import Job
from forum.importers.members import date_members
from forum.importers.rendering import Renderer
from forum.importers.report import Report
from forum.importers.scratch import Scratch
from forum.models import Board, ImportedRecord, Section, Thread
from forum.signals import threads_changed

SOURCE_LENGTH = 20
POSTS = ("thread", "reply", "comment")


class ImportCommand(BaseCommand):
    """Runs an importer over a folder. It may be stopped anywhere and run again."""

    # Checks read every page's address with all that stands behind it, and an import needs none of that.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of the dump")
        parser.add_argument("--limit", type=_positive, help="only the first N threads")
        parser.add_argument("--board", help="slug of the board, made where there is none")
        parser.add_argument("--board-name", help="name of the board, where it is made")
        parser.add_argument("--report", type=Path, help="also write the report, with all ids, here")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
        parser.add_argument("--no-progress", action="store_true")

    stem: str  # of the one file without which there is nothing to import

    def board_name(self, slug: str) -> str:
        """What a board that is made is called, unless --board-name says it."""
        return slug.replace("-", " ").capitalize()

    def bring_over(self, job: Job, dump: Dump, options: dict[str, Any]) -> None:
        """Call the importer."""
        raise NotImplementedError

    def run(self, *, source: str, base_url: str, options: dict[str, Any]) -> None:
        """Import under the name `source`; relative links in texts stand on `base_url`.

        Raises CommandError for a name, board or folder that will not do.
        """
        source = _checked(source, SOURCE_LENGTH, "source")
        settings.DEBUG = False  # which would keep a copy of every statement in memory
        with closing(Scratch()) as scratch:
            report = Report(scratch)
            progress = not options["no_progress"]
            dump = Dump(options["folder"], report=report, scratch=scratch, progress=progress)
            try:
                dump.require(self.stem)
            except NoDump as missing:
                raise CommandError(str(missing)) from missing
            slug = _checked(options["board"] or source, 60, "board")
            board = _board(slug, options["board_name"] or self.board_name(slug), base_url)
            began = monotonic()
            try:
                with Renderer(options["workers"]) as renderer:
                    self.bring_over(Job(source, board, report, renderer, base_url), dump, options)
            except KeyboardInterrupt:
                self.stdout.write("Stopped; run it again to go on.")
            self._finish(source, report, monotonic() - began, options["report"])

    def _finish(self, source: str, report: Report, seconds: float, path: Path | None) -> None:
        date_members(source)
        bump("boards")
        _tell_planner()
        _say_changed(source)
        posts = sum(report.created[what] for what in POSTS)
        self.stdout.writelines(f"{line}\n" for line in report.lines())
        self.stdout.write(
            f"{posts:,} posts in {seconds:.1f} s ({posts / max(seconds, 0.001):,.0f} a second);"
            f" most memory: {_most_memory():,.0f} MB"
        )
        if path is not None:
            path.write_text("".join(f"{line}\n" for line in report.lines(shown=None)))


def _say_changed(source: str) -> None:
    """All threads of the source, also those of an earlier import that was killed on its way."""
    brought = ImportedRecord.objects.filter(source=source, kind="thread")
    with transaction.atomic():
        ids = list(brought.values_list("object_id", flat=True))
        threads_changed.send(Thread, thread_ids=ids)


def _tell_planner() -> None:
    """PostgreSQL plans for the tables that it last looked at: after an import those were all but
    empty, and a join of three took minutes until it looked again by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _board(slug: str, name: str, site: str) -> Board:
    """The board, made in the section "Imported" where there is none."""
    where = urlsplit(site).netloc
    about = _("Brought over from %(site)s.") % {"site": where} if where else _("Brought over.")
    with transaction.atomic():
        board = Board.objects.filter(slug=slug).first()
        if board is None:
            section, _made = Section.objects.get_or_create(
                slug="imported", defaults={"name": "Imported", "position": 1000}
            )
            board = Board.objects.create(
                section=section, slug=slug, name=name[:60], icon="people", description=about
            )
            bump("boards")
    if Kind.QUESTION not in board.kinds:
        raise CommandError(f"The board {slug} takes no questions.")
    return board


def _checked(name: str, length: int, what: str) -> str:
    try:
        validate_slug(name)
    except ValidationError:
        name = ""
    if not 0 < len(name) <= length:
        raise CommandError(f"--{what} takes 1 to {length} letters, numbers and hyphens.")
    return name


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _most_memory() -> float:
    """Peak resident memory of this process and its largest child, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes there, KiB elsewhere
    most = sum(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return most * unit / 1_000_000
