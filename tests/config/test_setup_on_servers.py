"""From an empty PostgreSQL and a Redis to a site that mails, by the environment that
docs/operations.md writes down and nothing else."""

import http.client
import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest

from tests.config.smtp import Mailbox, mailbox
from tests.config.stack import BASE_DIR, Stack, wait_for

pytestmark = pytest.mark.services
HOST = "community.example.com"
TOKEN = "t" * 32


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database on the server of DATABASE_URL."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.fail("This test needs PostgreSQL and Redis: make test-services")
    name = f"embassy_setup_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def mails() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def stack(tmp_path: Path, database: str, mails: Mailbox) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    stack.environment = {
        **{name: os.environ[name] for name in ("PATH", "CELERY_BROKER_URL")},
        **{k: v for k, v in documented().items() if k != "CELERY_BROKER_URL"},
        "SECRET_KEY": "x" * 60,
        "DATA_DIR": str(tmp_path),
        "PORT": str(stack.port),
        "DATABASE_URL": database,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mails.port),
        # The test's mailbox speaks no TLS and knows nobody.
        **dict.fromkeys(("EMAIL_USE_TLS", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"), ""),
    }
    yield stack
    if hasattr(stack, "main"):
        stack.kill_all()


def documented() -> dict[str, str]:
    """The environment as the page has it, for a site behind one proxy."""
    page = (BASE_DIR / "docs/operations.md").read_text()
    block = re.findall(r"```\n(DJANGO_SETTINGS_MODULE=.*?)```", page, flags=re.DOTALL)[0]
    return dict(word.split("=", 1) for word in shlex.split(block))


class Visitor:
    """A browser behind the proxy: keeps cookies, says that it came by HTTPS."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port = port
        self.cookies = {"csrftoken": TOKEN, **cookies}

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and body; a redirect's body is where it leads."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        head = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.1",
            "Origin": f"https://{HOST}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({**form, "csrfmiddlewaretoken": TOKEN}) if form is not None else None
        link.request("GET" if form is None else "POST", path, body, head)
        answer = link.getresponse()
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            if name != "csrftoken":
                self.cookies[name] = rest.partition(";")[0]
        text = answer.read().decode()
        link.close()
        return answer.status, answer.headers.get("Location") or text


def test_a_site_from_an_empty_database(stack: Stack, mails: Mailbox) -> None:
    assert "Ada Byron <ada@example.com> is staff" in stack.manage("manage.py", "setup")
    assert "Everything was there already." in stack.manage("manage.py", "setup")
    stack.start()
    stack.wait_until_whole()

    ada = Visitor(stack.port)
    status, home = ada.ask("/")
    assert (status, home.count("Example Community") > 0) == (200, True)
    assert ada.ask("/accounts/login/code/", {"email": "ada@example.com"})[0] == 302
    wait_for(lambda: len(mails.to("ada@example.com")) == 1, lambda: (mails.mails, stack.words()))
    code = re.findall(r"(?m)^\s*(\d{6})\s*$", mails.to("ada@example.com")[0])[0]
    assert ada.ask("/accounts/login/code/confirm/", {"code": code})[0] == 302
    # Signed in, and led to the second step, which nobody on staff goes without.
    assert ada.ask("/settings/") == (302, "/accounts/enrol/")

    # A mail of the worker's, which Redis brought the bell of.
    place = json.loads(stack.manage("-m", "tests.config.telling", "prepare"))
    writer = Visitor(stack.port, sessionid=place["sessions"][0])
    assert writer.ask(place["path"], {"source": "Bleed it."})[0] == 303, stack.words()
    wait_for(lambda: len(mails.to("noor@example.org")) == 1, lambda: stack.words())
    assert "Bleed it." in mails.to("noor@example.org")[0]
    assert not list(Path(stack.folder, "broker").glob("queue/*"))
