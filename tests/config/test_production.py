"""The environment that docs/operations.md writes down, as a shell and production read it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.stack import BASE_DIR
from tests.config.test_setup_on_servers import documented

SETTINGS = """
import json
from config.settings import prod as p
print(json.dumps([p.ALLOWED_HOSTS, p.EMAIL_USE_TLS, p.EMAIL_USE_SSL, p.DEFAULT_FROM_EMAIL]))
"""


def test_a_shell_reads_the_documented_environment(tmp_path: Path) -> None:
    """`set -a; . environment` and systemd's EnvironmentFile have to agree."""
    page = (BASE_DIR / "docs/operations.md").read_text()
    begin = page.index("DJANGO_SETTINGS_MODULE=config.settings.prod\n")
    (tmp_path / "environment").write_text(page[begin : page.index("```", begin)])
    printed = "import os, json; print(json.dumps(dict(os.environ)))"
    read = subprocess.run(
        ["/bin/sh", "-ec", f"set -a; . ./environment; set +a; '{sys.executable}' -c '{printed}'"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(read.stdout)
    assert read.stderr == ""
    assert {name: found.get(name) for name in documented()} == documented()
    assert found["SETUP_NAME"] == "Ada Byron"


@pytest.mark.parametrize(
    ("environment", "hosts", "tls", "ssl"),
    [
        ({}, ["community.example.com"], True, False),
        (
            {"ALLOWED_HOSTS": " a.example.com, b.example.com ,,", "EMAIL_USE_SSL": "1"}
            | {"EMAIL_USE_TLS": ""},
            ["a.example.com", "b.example.com"],
            False,
            True,
        ),
    ],
)
def test_production_settings(
    tmp_path: Path, environment: dict[str, str], hosts: list[str], tls: bool, ssl: bool
) -> None:
    read = subprocess.run(
        [sys.executable, "-c", SETTINGS],
        cwd=BASE_DIR,
        env=documented() | {"DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    sender = "Example Community <community@example.com>"
    assert json.loads(read.stdout) == [hosts, tls, ssl, sender]
