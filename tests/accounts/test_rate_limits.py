"""Limits hold when 200 ask at the same moment, wherever they say they come from, with the cache of
a small site (the database) and with Redis."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client

from accounts.actions.members import trust_email
from accounts.models import Member
from config.cache import SteadyDatabaseCache
from config.settings import base
from forum.models import Board, WaitingThread
from tests.browser.people import code_in

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
CROWD = 200


@pytest.fixture(params=["database", "redis"])
def _cache(request: pytest.FixtureRequest, settings: Any, db: None) -> Iterator[None]:
    """The cache that a site has by itself, and the one that it may name."""
    if request.param == "redis":
        address = os.environ.get("CELERY_BROKER_URL", "")
        if not address.startswith("redis"):
            pytest.skip("no Redis is named in CELERY_BROKER_URL; make test-services has one")
        # To clear a Redis cache is to empty its database: each process of the tests has one of its
        # own, and the broker's is not among them.
        number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        own = urlsplit(address)._replace(path=f"/{number}").geturl()
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": own}}
    else:
        settings.CACHES = base.CACHES
        call_command("createcachetable")
    cache.clear()
    yield
    cache.clear()


def forged(number: int) -> dict[str, str]:
    """Headers with which a sender claims to be somebody else each time."""
    ip = f"198.51.100.{number}"
    return {
        "X-Forwarded-For": f"{ip}, 203.0.113.{number}",
        "Forwarded": f"for={ip};proto=https",
        "X-Real-IP": ip,
        "X-Client-IP": ip,
        "CF-Connecting-IP": ip,
        "True-Client-IP": ip,
    }


def crowd(send: Callable[[Client, int], Any], clients: list[Client] | None = None) -> list[Any]:
    """What `send(client, number)` gave each of CROWD callers, all at the same moment."""
    start, found = threading.Barrier(CROWD), list[Any]()
    # Not all of them at once in the database, which has other tests to serve.
    seats = threading.Semaphore(150)

    def run(number: int) -> None:
        client = clients[number] if clients else Client()
        client.raise_request_exception = False
        client.defaults.update(
            {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in forged(number).items()}
        )
        try:
            start.wait()
            with seats:
                try:
                    found.append(send(client, number))
                finally:
                    connection.close()
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == CROWD
    return found


@pytest.mark.usefixtures("_cache")
def test_passwords_are_guessed_no_oftener_than_the_limit(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five wrong passwords in five minutes for one account, ten a minute from one network."""
    tried: list[str] = []

    def wrong(_self: Member, raw: str) -> bool:
        tried.append(raw)
        return False

    monkeypatch.setattr(Member, "check_password", wrong)
    sent = {"login": "noor@example.org"}
    answers = crowd(lambda c, n: c.post("/accounts/login/", {**sent, "password": f"guess {n}"}))
    assert len(tried) <= 5, Counter(answer.status_code for answer in answers)
    assert {answer.status_code for answer in answers} <= {200, 429}


@pytest.mark.usefixtures("_cache")
def test_codes_are_asked_for_no_oftener_than_the_limit(noor: Member) -> None:
    trust_email(noor)
    answers = crowd(lambda c, _n: c.post("/accounts/login/code/", {"email": "noor@example.org"}))
    assert len(mail.outbox) <= 3, Counter(answer.status_code for answer in answers)
    assert {answer.status_code for answer in answers} <= {200, 302, 429}


@pytest.mark.usefixtures("_cache")
def test_one_code_is_guessed_no_oftener_than_the_limit(noor: Member) -> None:
    """Five tries for a code, however many come with the same session."""
    trust_email(noor)
    client = Client()
    client.post("/accounts/login/code/", {"email": "noor@example.org"})
    right = code_in(str(mail.outbox[0].body))
    wrong = "000000" if right != "000000" else "111111"
    clients = [Client() for _ in range(CROWD)]
    for one in clients:
        one.cookies.load(client.cookies.output(header="", sep=";"))
    path = "/accounts/login/code/confirm/"
    crowd(lambda c, _n: c.post(path, {"code": wrong}), clients)
    answer = client.post(path, {"code": right})
    assert "_auth_user_id" not in client.session, answer.status_code


@pytest.mark.usefixtures("_cache")
def test_visitors_ask_no_oftener_than_the_limit(board: Board) -> None:
    words = {"board": board.slug, "kind": "question", "source": "Very cold.", "display_name": "Lou"}
    crowd(
        lambda c, n: c.post(
            "/ask/", {**words, "title": f"Cold {n}", "email": f"lou{n}@example.org"}
        )
    )
    assert 0 < WaitingThread.objects.count() <= 20


def test_other_keys_do_not_wipe_a_count(noor: Member, settings: Any) -> None:
    """A table of limits that is full forgets what has run out, and nothing else."""
    settings.CACHES = base.CACHES
    call_command("createcachetable")
    cache.clear()
    trust_email(noor)
    sent = {"email": "noor@example.org"}
    for _ in range(4):
        Client().post("/accounts/login/code/", sent)
    assert len(mail.outbox) == 3
    for number in range(400):
        cache.set(f"000-{number}", number, 600)
        cache.set(f"zzz-{number}", number, 600)
    cache.set("old", 1, 0.0)
    Client().post("/accounts/login/code/", sent)
    assert len(mail.outbox) == 3
    assert [cache.get(f"000-{number}") for number in range(400)] == list(range(400))
    cache.clear()


def test_what_is_not_counted_is_not_let_through(settings: Any, db: None) -> None:
    settings.CACHES = base.CACHES
    call_command("createcachetable")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(DatabaseError):
        patch.setattr(SteadyDatabaseCache, "_base_set", lambda *_args: False)
        cache.set("a", 1)


def test_forged_headers_are_one_network(db: None) -> None:
    """Without a proxy that we trust, what a sender writes of themself counts for nothing."""
    answers = []
    for number in range(21):
        headers = forged(number)
        form = {"email": f"n{number}@example.org"}
        answers.append(Client().post("/accounts/login/code/", form, headers=headers).status_code)
    assert answers == [302] * 20 + [200]
    assert len(mail.outbox) == 20
