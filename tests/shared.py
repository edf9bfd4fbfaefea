"""The real data that tests read, where it is present: EMBASSY_SHARED_DATA names its folder."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(
    os.environ.get("EMBASSY_SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared/data"
)


def shared_data(name: str) -> Path:
    """A file or folder of the shared data; skips the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name} of the shared data (set EMBASSY_SHARED_DATA)")
    return path


def shared_json(name: str) -> Any:
    """The parsed, gzipped file `name` of the shared data; skips the test where it is absent."""
    with gzip.open(shared_data(name), "rt", encoding="utf-8") as file:
        return json.load(file)


def shared_lines(name: str) -> list[dict[str, Any]]:
    """The objects of `name`, one JSON object a line; skips the test where it is absent."""
    with gzip.open(shared_data(name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
