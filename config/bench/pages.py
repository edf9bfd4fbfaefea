"""Which pages are measured, and how many queries each takes. Prints one JSON object a line."""

import json
import sys
from typing import NamedTuple

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402 (Django must be set up first)
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.enums import Role  # noqa: E402
from accounts.models import Member  # noqa: E402
from forum.models import Thread  # noqa: E402
from forum.queries.lists import PAGE, key_of  # noqa: E402
from forum.queries.visibility import visible_threads  # noqa: E402

DEEP = 1_000  # the list page that is to cost no more than 1.5 times the first
ANSWERS = 7


class Page(NamedTuple):
    """A page to measure; `cookie` is empty for a visitor."""

    name: str
    path: str
    cookie: str
    queries: int


def measured_pages() -> list[Page]:
    """The pages of `make bench`, each asked for twice before its queries are counted."""
    visitor, signed_in = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    signed_in.force_login(Member.objects.filter(role=Role.MEMBER, is_active=True).earliest("pk"))
    visible = visible_threads(AnonymousUser())
    thread = visible.filter(reply_count=ANSWERS).latest("pk").get_absolute_url()
    first, (number, deep) = reverse("forum:threads"), deep_page()
    return [
        page("home", reverse("forum:home"), visitor),
        page("list, page 1", first, visitor),
        page(f"list, page {number:,}", deep, visitor),
        page(f"thread with {ANSWERS} answers, visitor", thread, visitor),
        page(f"thread with {ANSWERS} answers, signed in", thread, signed_in),
    ]


def deep_page() -> tuple[int, str]:
    """Number and address of list page DEEP, or of the last one when there are fewer."""
    visible = visible_threads(AnonymousUser())
    number = max(1, min(DEEP, visible.count() // PAGE))
    if number == 1:
        return 1, reverse("forum:threads")
    before: Thread = visible.order_by("-active_at", "-pk")[PAGE * (number - 1) - 1]
    return number, f"{reverse('forum:threads')}?after={key_of(before, 'active_at')}"


def page(name: str, path: str, client: Client) -> Page:
    """Name, address, cookie and queries of one page. Raises RuntimeError when it is not a 200."""
    for _ in range(2):  # what is remembered in memory is remembered then
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    cookie = "; ".join(f"{morsel.key}={morsel.value}" for morsel in client.cookies.values())
    return Page(name, path, cookie, len(queries))


if __name__ == "__main__":
    for one in measured_pages():
        sys.stdout.write(json.dumps(one._asdict()) + "\n")
