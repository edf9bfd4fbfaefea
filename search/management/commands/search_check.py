"""manage.py search_check: does the index say what the database says?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineDown
from search.models import Outbox
from search.rebuilding import differences


class Command(BaseCommand):
    help = (
        "Compare index and database, name each document that differs, and end with 1 if one does."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = Outbox.objects.filter(parked_at=None).count()
        for row in Outbox.objects.exclude(parked_at=None):
            self.stdout.write(f"{row} is parked after {row.tries} tries: {row.error}")
        wrong = 0
        try:
            for one in differences():
                self.stdout.write(f"{one.key} {one.what}")
                wrong += 1
        except EngineDown as error:
            raise CommandError(f"The engine does not answer: {error}", returncode=2) from error
        if wrong:
            raise CommandError(f"{wrong} differences; {waiting} changes wait", returncode=1)
        self.stdout.write("Index and database agree.")
