#!/usr/bin/env python
"""Embassy's command line: every command honours DATA_DIR and DJANGO_SETTINGS_MODULE."""

import gc
import os
import sys

# Objects made between two searches for garbage. Migrations build every model again and again, and
# Python's 700 would have them search all of it each time: half of the time of a first `migrate`.
GARBAGE_AFTER = 100_000


def main() -> None:
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
