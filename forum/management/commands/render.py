"""`manage.py render`: user text to HTML by hand or from another program, one JSON object a line."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from forum.markup import IMPORT_CAP, TextTooLong, render


class Command(BaseCommand):
    """Read `{"source": …, "format": "markdown" | "html"}` lines, write `{"html": …}` lines.

    The very same code renders what members write. A line that cannot be rendered answers
    `{"error": …}` and the next one is read; texts may have 100,000 characters.
    """

    help = (
        'Renders user text. Reads {"source": "…", "format": "markdown" or "html"} a line on '
        'standard input, writes {"html": "…"} a line. A line that is wrong answers {"error": "…"}.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Answer every line as soon as it is read."""
        # Bytes, so that a line that is not UTF-8 is one bad line and not the end.
        lines: Iterable[bytes | str] = getattr(sys.stdin, "buffer", sys.stdin)
        for line in lines:
            if line.strip():
                self.stdout.write(json.dumps(answer(line)))
                self.stdout.flush()


def answer(line: bytes | str) -> dict[str, str]:
    """Return what to say to one line of input. Never raises."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "not a JSON object"}
    if not isinstance(asked, dict):
        return {"error": "not a JSON object"}
    source, source_format = asked.get("source"), asked.get("format", "markdown")
    if not isinstance(source, str):
        return {"error": "source must be a text"}
    if source_format not in ("markdown", "html"):
        return {"error": 'format must be "markdown" or "html"'}
    try:
        return {"html": render(source, source_format=source_format, cap=IMPORT_CAP).html}
    except TextTooLong as error:
        return {"error": str(error)}
