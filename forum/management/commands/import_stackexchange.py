"""manage.py import_stackexchange DIR: a Stack Exchange dump in its official form."""

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from forum.importers.command import ImportCommand
from forum.importers.dump import Dump
from forum.importers.load import Job
from forum.importers.stackexchange import import_stackexchange

_host = re.compile(r"[a-z0-9]([a-z0-9.-]{0,198}[a-z0-9])?")


class Command(ImportCommand):
    stem = "Posts"
    help = "Brings over questions, answers, comments, votes and links of a Stack Exchange dump."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", help="name of the source (else that of the folder)")
        parser.add_argument("--site", default="", help="host that the dump comes from")

    def handle(self, *args: Any, **options: Any) -> None:
        host = options["site"].lower()
        if host and not _host.fullmatch(host):
            raise CommandError("--site takes a host such as bicycles.stackexchange.com.")
        self.run(
            source=options["source"] or options["folder"].resolve().name.lower(),
            base_url=f"https://{host}" if host else "",
            options=options,
        )

    def board_name(self, slug: str) -> str:
        """The folder se-gadgets becomes the board Gadgets."""
        return super().board_name(slug.removeprefix("se-"))

    def bring_over(self, job: Job, dump: Dump, options: dict[str, Any]) -> None:
        import_stackexchange(job, dump, options["limit"])
