"""The demo's own settings, and a demo on a community that came from elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Member
from config.seed.load import SIGN_INS
from config.seed.story import tag_name
from forum.models import Thread

ROOT = Path(__file__).resolve().parent.parent.parent


def test_check_has_nothing_to_say_of_the_demo(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.fixture
def data_dir(settings: object, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def test_seed_without_debug_adds_nobody_to_a_community(data_dir: Path, thread: Thread) -> None:
    call_command("seed")
    assert set(Member.objects.values_list("username", flat=True)) == {"noor"}
    assert not (data_dir / "sign-ins.txt").exists()


def test_seed_of_a_demo_adds_the_sign_ins(data_dir: Path, thread: Thread, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    for _ in range(2):
        call_command("seed")
    assert Thread.objects.count() == 1
    assert Member.objects.count() == 1 + len(SIGN_INS)
    words = (data_dir / "sign-ins.txt").read_text()
    for one in SIGN_INS:
        assert one.email in words and one.password in words
        assert Member.objects.get(email=one.email).check_password(one.password)


@pytest.mark.parametrize(
    ("slug", "name"),
    [("update-4-2", "update 4.2"), ("two-wire", "two wire"), ("hub", "hub"), ("a-2-b", "a 2 b")],
)
def test_tag_name(slug: str, name: str) -> None:
    assert tag_name(slug) == name
