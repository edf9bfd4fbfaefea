"""manage.py import_sumo DIR: a question forum of support.mozilla.org."""

from typing import Any

from forum.importers.command import ImportCommand
from forum.importers.dump import Dump
from forum.importers.load import Job
from forum.importers.sumo import SITE, SOURCE, import_sumo


class Command(ImportCommand):
    stem = "questions"
    help = "Brings over questions, answers and links of a support.mozilla.org forum."

    def handle(self, *args: Any, **options: Any) -> None:
        self.run(source=SOURCE, base_url=SITE, options=options)

    def board_name(self, slug: str) -> str:
        return "Mozilla support" if slug == SOURCE else super().board_name(slug)

    def bring_over(self, job: Job, dump: Dump, options: dict[str, Any]) -> None:
        import_sumo(job, dump, options["limit"])
