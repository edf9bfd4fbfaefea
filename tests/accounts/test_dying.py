"""Whoever tells members may die at any step: nothing is lost, nothing doubled."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.accounts.dying import MEMBERS, STEPS
from tests.config.stack import BASE_DIR, Stack


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two members, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    Stack(folder).lay_tables()
    made = "; ".join(
        f"trust_email(join_member(email='{name}@example.org', display_name='{name}'))"
        for name in MEMBERS
    )
    made = f"from accounts.actions import join_member, trust_email; {made}"
    assert run(folder, "manage.py", "shell", "-c", made) == 0
    return folder


def run(folder: Path, *command: str) -> int:
    return subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        timeout=120,
        check=False,
    ).returncode


def told(folder: Path) -> Counter[str]:
    """Mails by Message-ID and address."""
    heads = [file.read_text() for file in (folder / "mail").glob("*.log")]
    return Counter(
        f"{re.search(r'(?m)^To: (.*)$', head)[1]} {re.search(r'(?m)^Message-ID: (.*)$', head)[1]}"  # type: ignore[index]
        for head in heads
    )


@pytest.mark.chaos
@pytest.mark.parametrize("step", [step for steps in STEPS.values() for step in steps])
def test_dying_at_any_step_tells_everybody_once(empty: Path, tmp_path: Path, step: str) -> None:
    (tmp_path / "embassy.sqlite3").write_bytes((empty / "embassy.sqlite3").read_bytes())
    (tmp_path / "mail").mkdir()
    assert run(tmp_path, "-m", "tests.accounts.dying", step) == -signal.SIGKILL
    assert run(tmp_path, "-m", "tests.accounts.dying") == 0
    once = told(tmp_path)
    assert sorted(who.split()[0] for who in once) == [f"{name}@example.org" for name in MEMBERS]
    assert set(once.values()) == {1}
