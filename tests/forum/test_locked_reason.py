"""Why a thread is locked, on its page: an importer's words in the reader's language, a
moderator's as they were written."""

import pytest
from django.test import Client

from forum.models import Thread

WHERE = "Closed where it came from."


@pytest.mark.parametrize(
    ("language", "reason", "shown"),
    [
        ("en", WHERE, WHERE),
        ("de", WHERE, "Wurde schon am Herkunftsort geschlossen."),
        ("nl", WHERE, "Was al gesloten op de plek van herkomst."),
        ("es", WHERE, "Ya estaba cerrado en su lugar de origen."),
        ("es", "Locked where it came from.", "Ya estaba cerrado en su lugar de origen."),
        ("de", "Off by 50%% in <circles>, %(name)s", "Off by 50%% in &lt;circles&gt;, %(name)s"),
        ("de", "", ""),
    ],
)
def test_locked_reason(
    asked: Thread, client: Client, language: str, reason: str, shown: str
) -> None:
    Thread.objects.update(is_locked=True, locked_reason=reason)
    page = client.get(asked.get_absolute_url(), headers={"accept-language": language})
    assert page.content.decode().count(f"</strong> {shown}</p>") == 1
