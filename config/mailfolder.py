"""The demo's mail goes into files: one for each mail, named by its moment and its Message-ID.

Django's own file backend appends to a file for each connection, so a process killed while it writes
leaves half a mail, and a mail that is tried again is there twice. Here a file appears whole or not
at all, and what was written once is not written again.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.utils import timezone


class EmailBackend(FileBackend):
    """Set as EMAIL_BACKEND; writes into EMAIL_FILE_PATH."""

    def open(self) -> bool:
        """Nothing stays open between two mails."""
        return False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail; returns how many are there, now or since an earlier try."""
        for message in email_messages:
            _write(Path(str(self.file_path)), message)
        return len(email_messages)


def _write(folder: Path, message: EmailMessage) -> None:
    whole = message.message()
    digest = hashlib.blake2b(str(whole["Message-ID"]).encode(), digest_size=8).digest()
    number = f"{int.from_bytes(digest):020d}"
    if any(folder.glob(f"*{number}.log")):
        return
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(whole.as_bytes() + b"\n" + b"-" * 79 + b"\n")
    # In the order of their names: newest last.
    Path(file.name).replace(folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}{number}.log")
