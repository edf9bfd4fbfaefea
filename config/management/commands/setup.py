"""`manage.py setup`: an empty production site, ready to be opened; docs/operations.md."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.first_steps import SetupRefused, set_up, wishes


class Command(BaseCommand):
    help = (
        "Prepare tables and static files and make what a site begins with, from SITE_NAME, "
        "SETUP_EMAIL and SETUP_NAME. Safe to run again, also as the upgrade step."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = wishes()
        except SetupRefused as refused:
            raise CommandError(str(refused)) from refused
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        done = set_up(asked)
        self.stdout.writelines(f"{line}\n" for line in done or ["Everything was there already."])
        self.stdout.write(f"Start it with `manage.py serve` and open {settings.SITE_URL}\n")
