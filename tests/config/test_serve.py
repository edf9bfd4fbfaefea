"""The supervisor: one of each process, whatever is killed, and nobody left behind."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.stack import BASE_DIR, ONE_OF_EACH, Stack, free_port, wait_for

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc; only Linux tells a child of its parent's death"
)
# Each round kills three to fifteen times.
ROUNDS = max(2, int(os.environ.get("CHAOS_ROUNDS", "10")) // 5)
KILLABLE = ["web", "web worker", "worker", "stack", "beat"]
# What dies with these; all others go on in the processes that they had.
TAKES_ALONG = {"web": {"web worker"}, "stack": {"web", "web worker", "worker"}}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    stack.start()
    yield stack
    stack.kill_all()


def supervise(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """Run a supervisor that is expected to refuse."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "config.supervisor"],
        cwd=BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder), "PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_serve_refuses_a_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        port = other.getsockname()[1]
        refused = supervise(tmp_path, port)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {port} on 127.0.0.1 is taken by another program. "
        "Stop that one or name another port: PORT=8001\n"
    )


@pytest.mark.chaos
def test_serve_survives_every_kill_and_ends_cleanly(stack: Stack) -> None:
    (stack.folder / "sign-ins.txt").write_text("Noor signs in with a code\n")
    stack.wait_until_whole()

    second = supervise(stack.folder, free_port())
    assert second.returncode == 1
    assert second.stderr == (
        f"Embassy is already running on {stack.folder} (process {stack.main.pid}). "
        "Stop that one or name another folder: DATA_DIR=...\n"
    )

    for wanted in KILLABLE:
        before = stack.processes()
        killed = stack.kill_one(wanted)
        stack.wait_until_whole(without=killed)
        along = {pid for pid, part in before.items() if part in TAKES_ALONG.get(wanted, ())}
        assert before.keys() - stack.processes().keys() == {killed} | along, wanted
    for said in ("web", "worker", "stack", "beat"):
        assert f"{said} ended (signal 9); starting it again in " in stack.words()
    wait_for(lambda: not stack.zombies(), stack.zombies, patience=5)

    stack.main.send_signal(signal.SIGINT)
    assert stack.main.wait(timeout=40) == 0
    assert stack.processes() == {}
    assert f"Embassy is at http://localhost:{stack.port} " in stack.words()
    assert "Noor signs in with a code" in stack.words()


@pytest.mark.chaos
@pytest.mark.parametrize("wanted", ["web", "worker"])
def test_what_dies_is_forked_again_without_loading_anew(stack: Stack, wanted: str) -> None:
    stack.wait_until_whole()
    killed = stack.kill_one(wanted)
    wait_for(
        lambda: killed not in (now := stack.processes()) and Counter(now.values()) == ONE_OF_EACH,
        stack.words,
        patience=5,  # the pause of 0.5 s and a busy machine; loading alone takes as long
    )
    assert f"{wanted} ended (signal 9); starting it again in 0.5 s" in stack.words()


@pytest.mark.chaos
def test_a_second_signal_ends_everything_at_once(stack: Stack) -> None:
    stack.wait_until_whole()
    frozen = [pid for pid, part in stack.processes().items() if part in ("stack", "web", "worker")]
    for pid in frozen:  # a polite signal does not reach these
        os.kill(pid, signal.SIGSTOP)
    stack.main.send_signal(signal.SIGINT)
    wait_for(lambda: "Stopping" in stack.words(), stack.words)
    stack.main.send_signal(signal.SIGINT)
    assert stack.main.wait(timeout=10) == 0
    assert stack.processes() == {}


@pytest.mark.chaos
def test_serve_killed_leaves_nobody(stack: Stack) -> None:
    stack.wait_until_whole()
    stack.main.kill()
    stack.wait_until_gone()
    stack.start()  # port and folder are free at once
    stack.wait_until_whole()


@pytest.mark.chaos
@pytest.mark.parametrize("number", range(ROUNDS))
def test_serve_chaos(stack: Stack, number: int) -> None:
    dice = random.Random(number)
    stack.wait_until_whole()
    for _ in range(3):
        for wanted in dice.sample(KILLABLE, dice.randint(1, len(KILLABLE))):
            killed = stack.kill_one(wanted)
            if dice.random() < 0.5:
                stack.wait_until_whole(without=killed)
        stack.wait_until_whole()
    if number % 2:
        stack.main.kill()
        stack.main.wait()
        stack.wait_until_gone()
    else:
        stack.main.send_signal(dice.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]))
        assert stack.main.wait(timeout=40) == 0
        assert stack.roles() - ONE_OF_EACH == {}
        assert stack.processes() == {}
