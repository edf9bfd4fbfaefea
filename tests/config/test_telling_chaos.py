"""Answers are posted while every process of the stack is killed at random: whoever watches is told
of each that stands, once."""

import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.stack import Stack, wait_for
from tests.config.test_serve import KILLABLE

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "10"))
TOKEN = "t" * 32


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    stack.lay_tables()
    yield stack
    stack.kill_all()


def telling(stack: Stack, what: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stack.manage("-m", "tests.config.telling", what))
    return found


def post(stack: Stack, path: str, session: str, words: str) -> bool:
    """Post an answer; False when the web died over it (it may stand all the same)."""
    form = urllib.parse.urlencode({"source": words, "csrfmiddlewaretoken": TOKEN}).encode()
    asked = urllib.request.Request(
        f"http://localhost:{stack.port}{path}",
        data=form,
        headers={
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "Origin": f"http://localhost:{stack.port}",
        },
    )
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return int(answer.status) == 200
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def test_telling_chaos(stack: Stack) -> None:
    """`CHAOS_ROUNDS` kills; then a row whose sender died rests two minutes before its next try."""
    dice = random.Random(ROUNDS)
    place = telling(stack, "prepare")
    stack.start()
    stack.wait_until_whole()
    posted = 0
    for number in range(ROUNDS):
        killed = ""
        for _ in range(2):
            session = dice.choice(place["sessions"])
            posted += post(stack, place["path"], session, f"Answer {number}")
            time.sleep(dice.random() / 2)
            if not killed:
                killed = KILLABLE[number % len(KILLABLE)]
                stack.kill_one(killed)
        if number % 5 == 4:
            stack.wait_until_whole()
    stack.wait_until_whole()
    assert posted >= ROUNDS / 2
    found = telling(stack, "count")

    def settled() -> bool:
        nonlocal found
        found = telling(stack, "count")
        return found["waiting"] == 0

    wait_for(settled, lambda: (found, stack.words()), patience=600)
    assert found.pop("replies") >= posted
    assert set(found.values()) == {0}, found
