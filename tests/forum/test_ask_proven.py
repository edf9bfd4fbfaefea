"""What the proof of an address posts: what the mail with the code named and what this browser
wrote, and nothing that somebody else put there."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import trust_email
from accounts.models import Member
from forum.actions import asking
from forum.models import Board, Thread, WaitingThread
from tests.forum.asking import VISITOR, WORDS, code_in, confirm, keep, link_in


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _ask_for_a_code() -> tuple[Client, str]:
    """Somebody new, in a browser that wrote nothing."""
    client = Client()
    client.post("/accounts/login/code/", {"email": "noor@example.org"})
    return client, code_in(mail.outbox[-1])


def _titles_posted() -> list[str]:
    return list(Thread.objects.order_by("pk").values_list("title", flat=True))


def _titles_waiting(client: Client) -> list[str]:
    return [row.title for row in client.get("/ask/waiting/").context["rows"]]


def test_post_for_proven_leaves_what_is_older_than_the_mail_names(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    keep(board, title="Planted long ago", at=timezone.now() - timedelta(hours=25))
    client, code = _ask_for_a_code()
    assert "Planted long ago" not in mail.outbox[-1].body
    confirm(client, code)
    assert _titles_posted() == [WORDS["title"]]
    assert _titles_waiting(client) == ["Planted long ago"]


def test_post_for_proven_leaves_the_sixth_that_the_mail_does_not_name(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    start = timezone.now() - timedelta(hours=2)
    WaitingThread.objects.update(created_at=start)
    for number in range(5):
        keep(board, title=f"Cold {number}", at=start + timedelta(minutes=number + 1))
    client, code = _ask_for_a_code()
    confirm(client, code)
    assert _titles_posted() == [f"Cold {number}" for number in range(5)]
    assert _titles_waiting(client) == [WORDS["title"]]


def test_post_for_proven_leaves_what_came_after_the_mail(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    client, code = _ask_for_a_code()
    keep(board, title="Planted meanwhile", at=timezone.now() + timedelta(seconds=1))
    confirm(client, code)
    assert _titles_posted() == [WORDS["title"]]
    assert _titles_waiting(client) == ["Planted meanwhile"]


def test_post_for_proven_by_a_link_posts_what_its_page_showed(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    link = link_in(mail.outbox[-1])
    keep(board, title="Another")
    client = Client()
    client.post(link, {"post": "1"})
    assert _titles_posted() == [WORDS["title"]]
    assert _titles_waiting(client) == ["Another"]


def test_post_for_proven_posts_what_this_browser_wrote_however_old(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    WaitingThread.objects.update(created_at=timezone.now() - timedelta(days=3))
    client.post("/accounts/login/code/", {"email": "noor@example.org"})
    confirm(client, code_in(mail.outbox[-1]))
    assert _titles_posted() == [WORDS["title"]]


# The button -------------------------------------------------------------------------------


def _button(client: Client, path: str = "/accounts/login/code/confirm/") -> str:
    page = client.get(path).content.decode()
    found = re.findall(r'<button class="btn btn--primary btn--big btn--wide">([^<]+)<', page)
    assert len(found) == 1
    return str(found[0])


def test_the_button_under_the_code_names_its_outcome(board: Board, noor: Member) -> None:
    trust_email(noor)
    asker, reader, forgetful = Client(), Client(), Client()
    asker.post("/ask/", VISITOR)
    reader.post("/accounts/login/code/", {"email": "noor@example.org"})
    forgetful.post("/accounts/password/reset/", {"email": "noor@example.org"})
    assert _button(asker) == "Post my question"
    # Whether something waits for the address is nothing that anybody may find out by asking.
    assert _button(reader) == "Sign in"
    reset = reverse("account_confirm_password_reset_code")
    assert _button(forgetful, reset) == "Choose a new password"
    asker.post("/ask/waiting/", {"id": WaitingThread.objects.get().pk, "throw_away": "1"})
    assert _button(asker) == "Sign in"


# Proven elsewhere -------------------------------------------------------------------------


def test_after_sign_in_the_browser_that_asked_finds_it_posted_elsewhere(board: Board) -> None:
    first = Client()
    first.post("/ask/", VISITOR)
    code = code_in(mail.outbox[-1])
    Client().post(link_in(mail.outbox[-1]), {"post": "1"})
    thread = Thread.objects.get()
    # `posted` tells this browser to forget its draft.
    assert confirm(first, code)["Location"] == f"{thread.get_absolute_url()}?posted=1"
    assert first.get("/ask/waiting/").context["rows"].count() == 0
    assert Thread.objects.count() == 1


def _sign_in_where_these_were_written(member: Member, *rows: WaitingThread) -> str:
    client = Client()
    session = client.session
    session["waiting_tokens"] = [row.token for row in rows]
    session.save()
    trust_email(member)
    words = {"login": member.email, "password": "correct horse 1"}
    return str(client.post("/accounts/login/", words)["Location"])


def test_after_sign_in_somebody_elses_posted_question_is_no_destination(
    board: Board, noor: Member, sasha: Member
) -> None:
    """This browser wrote it with Noor's address, who posted it elsewhere; now Sasha signs in."""
    row = keep(board)
    thread = asking.post_waiting_thread(row, by=noor)
    assert thread is not None
    assert _sign_in_where_these_were_written(sasha, row) == "/"
    assert _sign_in_where_these_were_written(noor, row) == f"{thread.get_absolute_url()}?posted=1"


def test_after_sign_in_what_still_waits_here_comes_first(board: Board, noor: Member) -> None:
    posted, waits = keep(board, title="Posted"), keep(board, email="other@example.org")
    asking.post_waiting_thread(posted, by=noor)
    assert _sign_in_where_these_were_written(noor, posted, waits) == "/ask/waiting/"
