"""The supervisor's classes with children that cost nothing; tests/config/test_serve.py has real
ones."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from config import places, supervisor
from tests.config.stack import BASE_DIR

PROGRAM = """
import os, signal, sys, time
from config.supervisor import Child, Supervisor

def once():
    # The supervisor's pipes are not its children's, and no answer to a signal is inherited.
    for number in private:
        try:
            os.fstat(number)
        except OSError:
            continue
        raise AssertionError(number)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.set_wakeup_fd(-1) == -1
    assert os.getpgrp() == os.getpid()
    print("written by the child")
    sys.exit(3)

def forever():
    time.sleep(60)

def failing():
    raise ValueError("no good")

sys.stdout.write("said once\\n")
both = Supervisor([Child("once", once), Child("forever", forever), Child("failing", failing)])
private = (both.wake_up, both._wake)
both.watch(lambda: signal.alarm(3) or True)
both.end()
"""

IMPATIENT = """
import os, signal, time
from config.supervisor import Child, Supervisor

def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)

deaf = Supervisor([Child("deaf", deaf)])
deaf.watch(lambda: signal.alarm(1) or True)
os.kill(os.getpid(), signal.SIGTERM)
deaf.end()
"""


def run(source: str) -> subprocess.CompletedProcess[str]:
    source = f"import signal; signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), 15))\n{source}"
    return subprocess.run(
        [sys.executable, "-S", "-c", source],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_function_is_supervised_as_a_command_is() -> None:
    began = time.monotonic()
    done = run(PROGRAM)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 10  # the one that sleeps was ended
    lines = done.stdout.splitlines()
    assert lines.count("said once") == 1
    assert lines.count("written by the child") >= 2
    assert "once ended (exit code 3); starting it again in 0.5 s" in lines
    assert "once ended (exit code 3); starting it again in 1 s" in lines
    assert "failing ended (exit code 1); starting it again in 0.5 s" in lines
    assert "ValueError: no good" in done.stderr


def test_a_second_signal_counts_also_before_the_first_was_passed_on() -> None:
    began = time.monotonic()
    done = run(IMPATIENT)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < supervisor.GRACE / 2


@pytest.mark.parametrize(
    ("code", "wanted", "words"),
    [(None, 0, ""), (0, 0, ""), (4, 4, ""), ("It cannot be.", 1, "It cannot be.\n")],
)
def test_an_exit_is_what_it_is_in_a_program(
    code: int | str | None, wanted: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert supervisor.exit_code(lambda: sys.exit(code)) == wanted
    assert capsys.readouterr().err == words


def test_where_a_loaded_process_cannot_be_forked_each_part_loads_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in places.STREAM_KEYS:
        monkeypatch.delenv(name, raising=False)
    assert [child.name for child in supervisor.children("linux")] == ["stack", "beat"]
    assert [child.name for child in supervisor.children("darwin")] == ["web", "worker", "beat"]
    monkeypatch.setenv("X_BEARER_TOKEN", "token")
    assert [child.name for child in supervisor.children("linux")] == ["stack", "beat"]
    parts = ["web", "worker", "streams", "beat"]
    assert [child.name for child in supervisor.children("darwin")] == parts


def test_a_command_that_is_not_there_is_said(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    child = supervisor.Child("part", partial(os.execv, missing, [missing]))
    child.start()
    _, status = os.waitpid(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1
