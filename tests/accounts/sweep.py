"""Looking for a word in everything that is kept."""

from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection


def places_of(word: str) -> list[str]:
    """Every table, session, file of media and mail in the queue that holds `word`, in any case."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            if any(word.lower() in repr(row).lower() for row in cursor.fetchall()):
                found.append(table)
    if any(
        word.lower() in repr(session.get_decoded()).lower() for session in Session.objects.all()
    ):
        found.append("a session")
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if word.lower() in path.name.lower() or (
            path.is_file() and word.lower().encode() in path.read_bytes().lower()
        ):
            found.append(str(path))
    if any(word.lower() in message.message().as_string().lower() for message in mail.outbox):
        found.append("mail")
    return sorted(found)
