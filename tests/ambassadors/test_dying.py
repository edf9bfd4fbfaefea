"""Whoever works at the desk may die at any step: nothing is lost, and nothing is sent twice by itself."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.ambassadors.dying import MESSAGES, STEPS
from tests.config.stack import BASE_DIR, Stack

pytestmark = pytest.mark.chaos
ROUNDS = int(os.environ.get("CHAOS_ROUNDS") or "10")
# How a network takes a second try is nothing to the rest.
DEATHS = [("keys", step) for steps in STEPS.values() for step in steps]
DEATHS += [("plain", step) for step in STEPS["reply"]]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
MADE = """
from accounts.actions import join_member
from accounts.models import Member
from ambassadors.models import Channel, DeskSettings
from forum.models import Board, Section
member = join_member(email="maren@example.org", display_name="Maren")
Member.objects.filter(pk=member.pk).update(username="maren", role="ambassador", sign="MJ")
section = Section.objects.create(name="Help", slug="help")
Board.objects.create(section=section, name="Heating", slug="heating")
DeskSettings.objects.create(pk=1, brand="Ostrel", products="hub")
Channel.objects.create(kind="x", name="X", handle="OstrelHelp")
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a channel and an ambassador, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    Stack(folder).lay_tables()
    assert _run(folder, "manage.py", "shell", "-c", MADE).returncode == 0
    return folder


@pytest.fixture
def folder(empty: Path, tmp_path: Path) -> Path:
    (tmp_path / "embassy.sqlite3").write_bytes((empty / "embassy.sqlite3").read_bytes())
    return tmp_path


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    env = os.environ | SETTINGS | {"DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, env=env, timeout=120, check=False
    )


def work(folder: Path, network: str, step: str, minutes: int) -> int:
    return _run(folder, "-m", "tests.ambassadors.dying", network, step, str(minutes)).returncode


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "embassy.sqlite3") as database:
        return database.execute(query).fetchall()


def posted(folder: Path) -> Counter[str]:
    """How often each message was answered on the network."""
    lines = (folder / "network.jsonl").read_text().splitlines()
    return Counter(json.loads(line)[1] for line in lines)


def nothing_is_lost_or_doubled(folder: Path) -> None:
    heard = rows(folder, "select network_id from ambassadors_mention")
    assert Counter(heard) == Counter((str(n),) for n in range(MESSAGES))
    assert rows(folder, "select count(*) from ambassadors_item") == [(MESSAGES,)]
    # Each thread is promoted from a message of its own, and no thread was asked for nothing.
    promoted = rows(folder, "select thread_id, mention_id from ambassadors_promotion")
    threads = rows(folder, "select id from forum_thread")
    assert len({mention for _thread, mention in promoted}) == len(promoted)
    assert Counter(thread for thread, _mention in promoted) == Counter(pk for (pk,) in threads)


@pytest.mark.parametrize(("network", "step"), DEATHS)
def test_dying_at_any_step(folder: Path, network: str, step: str) -> None:
    assert work(folder, network, step, 0) == -signal.SIGKILL
    for minutes in (3, 16):
        assert work(folder, network, "", minutes) == 0
    nothing_is_lost_or_doubled(folder)
    assert rows(folder, "select count(*) from ambassadors_promotion") == [(1,)]
    ((state,),) = rows(folder, "select state from ambassadors_outgoing")
    # Of what a network without keys was about to be handed nobody knows: a person looks.
    asks_a_person = network == "plain" and step == "taken to be sent"
    assert state == ("unknown" if asks_a_person else "sent")
    assert posted(folder) == Counter({} if asks_a_person else {"1": 1})


@pytest.mark.parametrize("network", ["keys", "plain"])
def test_killed_at_any_moment(folder: Path, network: str) -> None:
    dice = random.Random(ROUNDS)
    env = os.environ | SETTINGS | {"DATA_DIR": str(folder)}
    for number in range(ROUNDS):
        command = [
            sys.executable,
            "-m",
            "tests.ambassadors.dying",
            network,
            "work",
            str(number * 9),
        ]
        with subprocess.Popen(command, cwd=BASE_DIR, env=env, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            time.sleep(dice.uniform(0, 1))
            process.kill()
    for turn in (1, 2):
        assert work(folder, network, "work", (ROUNDS + turn) * 100) == 0
    nothing_is_lost_or_doubled(folder)
    assert max(posted(folder).values()) == 1
    answered = rows(folder, "select state, count(*) from ambassadors_outgoing group by state")
    states = {str(state): int(str(count)) for state, count in answered}
    assert set(states) <= ({"sent"} if network == "keys" else {"sent", "unknown"})
    assert states["sent"] == sum(posted(folder).values())
    done = sum(states.values())
    done += len(rows(folder, "select 1 from ambassadors_promotion"))
    assert done >= MESSAGES
