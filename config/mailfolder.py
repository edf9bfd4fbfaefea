"""The demo's mail goes into files: one for each mail, named by its moment and its Message-ID.

Django's own file backend appends to a file for each connection, so a process killed while it writes
leaves half a mail, and a mail that is tried again is there twice. Here a file appears whole or not
at all, and what was written once is not written again.
"""

import email
import email.policy
import hashlib
import re
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.queries import addresses_of


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


def forget_mails(member: Member) -> None:
    """Part of erasing a member: the mails of the demo that went to them or name them. What a mail
    server took is out of reach; these files are ours. Names are looked for as whole words."""
    if f"{__name__}.EmailBackend" != settings.EMAIL_BACKEND:
        return
    words = addresses_of(member) | {member.username, member.display_name}
    words |= set(member.old_usernames.values_list("username", flat=True))
    sought = "|".join(re.escape(word) for word in sorted(words - {""}))
    names = re.compile(rf"(?<!\w)(?:{sought})(?!\w)", re.IGNORECASE)
    transaction.on_commit(partial(_remove, Path(settings.EMAIL_FILE_PATH), names))


def _remove(folder: Path, names: re.Pattern[str]) -> None:
    for file in folder.glob("*.log"):
        if names.search(_said_in(file.read_bytes())):
            file.unlink(missing_ok=True)


def _said_in(raw: bytes) -> str:
    """Headers and texts of a mail as people read them."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(str(value) for value in message.values()), *texts])
