"""What the tests of asking share."""

import re
from typing import Any

from django.test import Client

from forum.actions import asking
from forum.models import Board, WaitingThread

WORDS = {
    "title": "Hub says waiting for boiler",
    "source": "Since this morning the radiators are cold.",
    "kind": "question",
    "board": "heating",
}
VISITOR = {**WORDS, "email": "Noor@Example.org", "display_name": "Noor Haddad"}


def code_in(message: Any) -> str:
    found = re.findall(r"(?m)^(\d{6})$", message.body)
    assert len(found) == 1, message.body
    return str(found[0])


def link_in(message: Any) -> str:
    found = re.findall(r"/ask/confirm/\S+", message.body)
    assert len(found) == 1, message.body
    return str(found[0])


def confirm(client: Client, code: str) -> Any:
    return client.post("/accounts/login/code/confirm/", {"code": code})


def keep(board: Board, email: str = "noor@example.org", **more: Any) -> WaitingThread:
    words = {"kind": "question", "title": "Cold", "source": "Very cold.", "tags": []}
    return asking.keep_waiting(email=email, display_name="Noor", board=board, **{**words, **more})
