"""manage.py recount: rebuild every counter from its rows, and say what was wrong."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.actions.counters import recount


class Command(BaseCommand):
    help = "Rebuilds every counter of the forum from its rows and says what differed."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = recount()
        for name, rows in sorted(wrong.items()):
            self.stdout.write(f"{name}: {rows:,} put right")
        if not wrong:
            self.stdout.write("All counters were right.")
