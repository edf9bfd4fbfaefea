"""What web and worker are forked from is clean, and each part runs by itself too."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.stack import BASE_DIR, Stack, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SCHEDULING = ("-m", "tests.blog.scheduling")


@pytest.mark.chaos
def test_what_is_forked_is_clean_and_works(tmp_path: Path) -> None:
    words = Stack(tmp_path).manage("-m", "tests.config.forked")
    assert json.loads(words.splitlines()[-1]) == {
        "threads": 0,
        "files": [],
        "databases": 0,
        "brokers": 0,
        "models": [],
        "frozen": True,
        "workers": 2,
        "same": 0,
        "finished": True,
        "exit code": 0,
    }


@pytest.mark.chaos
def test_the_parts_run_by_themselves(tmp_path: Path) -> None:
    """As under an init system: pages answer, and what beat rings the worker does."""
    stack = Stack(tmp_path)
    stack.lay_tables()
    stack.manage(*SCHEDULING, "begin")
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", f"config.{name}"], cwd=BASE_DIR, env=stack.environment
        )
        for name in ("web", "worker", "beat")
    ]
    try:
        wait_for(stack.answers, stack.roles)
        wait_for(lambda: stack.manage(*SCHEDULING, "look") != "", stack.roles)
        assert stack.roles() == {"web": 1, "web worker": 2, "worker": 1, "beat": 1}
        for part in parts:
            part.send_signal(signal.SIGTERM)
        assert [part.wait(timeout=40) for part in parts] == [0, 0, 0]
        assert stack.processes() == {}
    finally:
        for part in parts:
            part.kill()
            part.wait()
