"""A dropped file: what is no row, what grows, and what is replaced."""

import csv
import io
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassadors.channels.base import ChannelDown, Refused, Vanished
from ambassadors.channels.file import A_PAGE, LINE_BYTES, File
from ambassadors.enums import Gone, Network

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESK_FILES", str(tmp_path / "desk"))
    (tmp_path / "desk").mkdir()
    (tmp_path / "secret.jsonl").write_text(line(1))
    return tmp_path / "desk"


def row(n: int, **more: Any) -> dict[str, Any]:
    return {
        "network": "x",
        "network_id": str(n),
        "author": "77",
        "handle": "noor",
        "text": f"my valve drips, {n}",
        "published_at": "2026-11-20T10:00:00Z",
        **more,
    }


def line(n: int, **more: Any) -> str:
    return json.dumps(row(n, **more)) + "\n"


def fetch_all(source: str, cursor: Any, at: datetime = AT) -> tuple[list[str], Any]:
    ids, is_more = [], True
    while is_more:
        found = File().fetch(source, "", cursor, at=at)
        ids += [heard.network_id for heard in found.heard]
        cursor, is_more = json.loads(json.dumps(found.cursor)), found.is_more
    return ids, cursor


@pytest.mark.parametrize(
    "source",
    ["", ".", "..", "../secret.jsonl", "/etc/passwd", "none.jsonl", "a\0b", "link.jsonl", "sub"],
)
def test_files_elsewhere(folder: Path, source: str) -> None:
    (folder / "link.jsonl").symlink_to(folder.parent / "secret.jsonl")
    (folder / "sub").mkdir()
    with pytest.raises(ChannelDown):
        File().fetch(source, "", {}, at=AT)


def test_it_is_not_answered() -> None:
    with pytest.raises(Refused):
        File().post("x", reply_to="1", key="k")


def test_rows_that_are_none(folder: Path) -> None:
    bad = [
        "nonsense",
        "[]",
        '{"text": "secret words"}',
        json.dumps({**row(1), "text": ""}),
        json.dumps({**row(1), "published_at": "soon"}),
        json.dumps({**row(1), "network": "icq"}),
        '{"network": "x", "delete": "1", "why": "boredom"}',
        "x" * (LINE_BYTES * 3),
    ]
    (folder / "a.jsonl").write_text("\n".join([*bad, "", line(9)]))
    found = File().fetch("a.jsonl", "", {}, at=AT)
    assert [heard.network_id for heard in found.heard] == ["9"]
    assert len(found.broken) == len(bad)
    assert "secret" not in " ".join(found.broken)


def test_deletions(folder: Path) -> None:
    at = "2026-11-20T11:00:00Z"
    rows = [
        {"network": "x", "delete": "1", "at": at},
        {"network": "bluesky", "delete_author": "did:plc:a", "why": "protected"},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows))
    assert list(File().fetch("a.jsonl", "", {}, at=AT).vanished) == [
        Vanished(Network.X, Gone.DELETED, AT - timedelta(hours=1), "1"),
        Vanished(Network.BLUESKY, Gone.PROTECTED, AT, author="did:plc:a"),
    ]


def test_a_file_that_grows(folder: Path) -> None:
    path = folder / "a.jsonl"
    path.write_text(line(1) + line(2)[:20])
    ids, cursor = fetch_all("a.jsonl", {})
    assert ids == ["1"]
    path.write_text(line(1) + line(2) + line(3).strip())
    ids, cursor = fetch_all("a.jsonl", cursor)
    assert ids == ["2", "3"]
    path.write_text(line(1) + line(2) + line(3) + line(4))
    assert fetch_all("a.jsonl", cursor)[0] == ["4"]


@pytest.mark.parametrize("again", [line(7) + line(8), line(7), line(1)[:-1] + " \n" + line(2), ""])
def test_a_file_that_is_replaced(folder: Path, again: str) -> None:
    path = folder / "a.jsonl"
    path.write_text(line(1) + line(2))
    _ids, cursor = fetch_all("a.jsonl", {})
    (folder / "b.jsonl").write_text(again)
    (folder / "b.jsonl").rename(path)
    ids = [json.loads(one)["network_id"] for one in again.splitlines()]
    assert fetch_all("a.jsonl", cursor)[0] == ids
    same = line(1) + line(2) + line(3)
    (folder / "b.jsonl").write_text(same)
    (folder / "b.jsonl").rename(path)
    assert fetch_all("a.jsonl", cursor)[0] == ["3"]


def test_an_end_that_is_never_finished(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text('network,id,author,text,published_at\nx,1,77,"my valve,2026-11-20T10:00:00Z')
    now = datetime.now(UTC)
    assert File().fetch("a.csv", "", {}, at=now).broken == []
    assert len(File().fetch("a.csv", "", {}, at=now + timedelta(minutes=2)).broken) == 1


def test_csv(folder: Path) -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["Network", "id", "author", "text", "published_at", "followers", "is_summons"])
    writer.writerow(["x", "1", "77", 'two\nlines, "quoted"', "2026-11-20T10:00:00Z", "12", "yes"])
    writer.writerow(["x", "2", "77", "grüezi", "2026-11-20T10:00:00Z", "", "0"])
    writer.writerow(["x", "3"] + ["too", "many"] * 9)
    (folder / "a.csv").write_bytes(b"\xef\xbb\xbf" + file.getvalue().encode())
    found = File().fetch("a.csv", "", {}, at=AT)
    assert [(one.network_id, one.text, one.followers, one.is_summons) for one in found.heard] == [
        ("1", 'two\nlines, "quoted"', 12, True),
        ("2", "grüezi", None, False),
    ]
    assert len(found.broken) == 1


def test_pages(folder: Path) -> None:
    (folder / "a.jsonl").write_text("".join(map(line, range(A_PAGE * 2 + 1))))
    ids, cursor = fetch_all("a.jsonl", {})
    assert ids == [str(n) for n in range(A_PAGE * 2 + 1)]
    assert fetch_all("a.jsonl", cursor) == ([], cursor)


@given(
    cuts=st.lists(st.integers(1, 400), max_size=30),
    kept=st.lists(st.booleans(), min_size=30, max_size=30),
    is_csv=st.booleans(),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_is_lost_or_doubled(
    folder: Path, cuts: list[int], kept: list[bool], is_csv: bool
) -> None:
    """The file is written piece by piece, wherever the pieces end; in between it is read, and
    sometimes killed before the place was kept."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(row(0)))
    writer.writeheader()
    for n in range(20):
        writer.writerow(row(n, text=f'a "b"\n{n}'))
    whole = (file.getvalue() if is_csv else "".join(map(line, range(20)))).encode()
    name = "a.csv" if is_csv else "a.jsonl"
    path = folder / name
    path.write_bytes(b"")
    heard: list[str] = []
    cursor: Any = {}
    end = 0
    for cut, is_kept in zip([*cuts, len(whole)], [*kept[: len(cuts)], True], strict=True):
        end = min(end + cut, len(whole))
        path.write_bytes(whole[:end])
        os.utime(path, (AT.timestamp(), AT.timestamp()))
        ids, new = fetch_all(name, cursor)
        if is_kept:
            heard += ids
            cursor = new
    assert heard == [str(n) for n in range(20)]
