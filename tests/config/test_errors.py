"""Pages of what went wrong: for people, and without losing their words."""

import pytest
from django.test import Client

from forum.models import Thread

WORDS = "Set the <link> to two-wire & wait."


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_csrf_failure_shows_nothing_that_another_site_sent(strict: Client, thread: Thread) -> None:
    answer = strict.post(
        f"/t/{thread.pk}/reply/", {"source": WORDS}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert b"two-wire" not in answer.content


@pytest.mark.parametrize("origin", [{}, {"origin": "http://testserver"}])
def test_csrf_failure_keeps_the_words(
    strict: Client, thread: Thread, origin: dict[str, str]
) -> None:
    answer = strict.post(f"/t/{thread.pk}/reply/", {"source": WORDS}, headers=origin)
    assert answer.status_code == 403
    assert b"Set the &lt;link&gt; to two-wire &amp; wait.</textarea>" in answer.content
    assert thread.replies.count() == 0
