import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config import places


class Command(BaseCommand):
    """Run the whole product: web, Celery worker and beat under one supervisor."""

    help = "Run web, Celery worker and beat under one supervisor (HOST, PORT, WEB_WORKERS)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the supervisor: it must be small, so nothing of Django stays in its process."""
        os.environ["DATA_DIR"] = str(settings.DATA_DIR)
        os.chdir(places.BASE_DIR)
        sys.stdout.flush()
        # -S: the standard library is enough for it; the children find the installed packages.
        command = [sys.executable, "-S", "-m", "config.supervisor"]
        os.execv(command[0], command)  # noqa: S606 (our own command)
