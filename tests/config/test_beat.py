"""What beat keeps between its runs: read again, and thrown away where half of it is missing."""

import shelve
from pathlib import Path

import pytest

from config.beat import drop_unreadable


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "beat-schedule"
    with shelve.open(str(path)) as file:  # noqa: S301 (our own file)
        file["entries"] = {"a": 1}
    return path


def parts(path: Path) -> list[Path]:
    return sorted(path.parent.glob("beat-schedule*"))


@pytest.mark.parametrize("left", [0, 5])
def test_half_a_file_is_thrown_away(kept: Path, left: int) -> None:
    for part in parts(kept):
        if part.suffix != ".dir":  # which of them holds the values depends on the kind of dbm
            part.write_bytes(part.read_bytes()[:left])
    (kept.parent / "embassy.sqlite3").write_text("data")
    drop_unreadable(kept)
    assert [path.name for path in kept.parent.iterdir()] == ["embassy.sqlite3"]
    drop_unreadable(kept)


def test_a_whole_file_stays(kept: Path) -> None:
    before = [part.read_bytes() for part in parts(kept)]
    drop_unreadable(kept)
    assert [part.read_bytes() for part in parts(kept)] == before
    with shelve.open(str(kept)) as file:  # noqa: S301 (our own file)
        assert file["entries"] == {"a": 1}
