"""`manage.py render` answers each line by itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forum.management.commands.render import answer
from forum.markup import IMPORT_CAP, render

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("", "not a JSON object"),
        ("nonsense", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ("null", "not a JSON object"),
        ("[" * 100_000, "not a JSON object"),
        (b'{"source": "\xff"}', "not a JSON object"),
        ("{}", "source must be a text"),
        ('{"source": 7}', "source must be a text"),
        ('{"source": ["a"]}', "source must be a text"),
        ('{"source": "a", "format": "bbcode"}', 'format must be "markdown" or "html"'),
        ('{"source": "a", "format": ["html"]}', 'format must be "markdown" or "html"'),
        ('{"source": "a", "format": null}', 'format must be "markdown" or "html"'),
    ],
)
def test_answer_to_a_bad_line(line: bytes | str, error: str) -> None:
    assert answer(line) == {"error": error}


def test_answer_refuses_a_text_over_the_cap() -> None:
    line = json.dumps({"source": "a" * (IMPORT_CAP + 1)})
    assert answer(line) == {"error": "too long: 100001 characters, the cap is 100000"}
    assert answer(json.dumps({"source": "a" * IMPORT_CAP})) == {
        "html": f"<p>{'a' * IMPORT_CAP}</p>\n"
    }


@pytest.mark.parametrize("source_format", ["markdown", "html"])
@pytest.mark.parametrize("source", ["*a* <b>b</b>", "", "\ud800\x00x", "<script>alert(1)</script>"])
def test_answer_is_what_members_get(source: str, source_format: str) -> None:
    line = json.dumps({"source": source, "format": source_format})
    assert answer(line) == {"html": render(source, source_format=source_format).html}


def test_render_command_goes_on_after_bad_lines() -> None:
    asked = [b'{"source": "*a*"}', b"\xff\xfe", b"", b'{"source": "<b>b", "format": "html"}']
    done = subprocess.run(
        [sys.executable, "manage.py", "render"],
        cwd=ROOT,
        input=b"\n".join(asked),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"html": "<p><em>a</em></p>\n"},
        {"error": "not a JSON object"},
        {"html": "<b>b</b>"},
    ]


def test_render_command_answers_before_the_next_line() -> None:
    process: subprocess.Popen[Any] = subprocess.Popen(
        [sys.executable, "manage.py", "render"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for number in range(3):
            process.stdin.write(json.dumps({"source": str(number)}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"html": f"<p>{number}</p>\n"}
        process.stdin.close()
        assert process.wait(timeout=30) == 0
    finally:
        process.stdout.close()
        process.kill()
        process.wait()
