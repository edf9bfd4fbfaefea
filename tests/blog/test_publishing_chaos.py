"""Publishing at an hour, with the real beat and the real worker."""

import sys
from pathlib import Path

import pytest

from tests.config.stack import Stack, wait_for

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.skipif(sys.platform != "linux", reason="the stack is seen through /proc"),
]
PROGRAM = ("-m", "tests.blog.scheduling")


def test_what_was_approved_for_an_hour_is_live_after_it(tmp_path: Path) -> None:
    stack = Stack(tmp_path)
    stack.lay_tables()
    stack.manage(*PROGRAM, "begin")
    assert stack.manage(*PROGRAM, "look") == ""
    stack.start()
    try:
        stack.wait_until_whole()
        wait_for(lambda: stack.manage(*PROGRAM, "look") != "", stack.words)
        assert stack.manage(*PROGRAM, "look") == "/help/heating/set-the-link/"
    finally:
        stack.kill_all()
