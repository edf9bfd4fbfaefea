"""The supervisor: one of each process, whatever is killed, and nobody left behind."""

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.stack import BASE_DIR, ONE_OF_EACH, Stack, free_port

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads /proc; only Linux tells a child of its parent's death"
)
# Each round kills three to twelve times.
ROUNDS = max(2, int(os.environ.get("CHAOS_ROUNDS", "10")) // 5)
KILLABLE = ["web", "web worker", "worker", "beat"]


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
        stack.wait_until_whole(without=stack.kill_one(wanted))

    stack.main.send_signal(signal.SIGINT)
    assert stack.main.wait(timeout=40) == 0
    assert stack.processes() == {}
    assert f"Embassy is at http://localhost:{stack.port} " in stack.words()
    assert "Noor signs in with a code" in stack.words()


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
