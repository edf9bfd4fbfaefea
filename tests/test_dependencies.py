"""Every direct dependency has its line of why, and no committed list names where it came from."""

import re
import tomllib
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
LISTS = sorted((BASE_DIR / "requirements").glob("*.txt"))
ROW = re.compile(r"^\| ([a-z0-9-]+) \| (.+) \| (.+) \| (.+) \|$", re.M)


def direct() -> list[str]:
    """Names in pyproject.toml, in its order."""
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [re.split(r"[\[<>=!~; ]", line)[0] for group in groups for line in group]


def rows() -> list[tuple[str, ...]]:
    found = ROW.findall((BASE_DIR / "docs" / "dependencies.md").read_text())
    return [row for row in found if row[0] != "package"]


def test_dependencies_are_explained() -> None:
    assert sorted(row[0] for row in rows()) == sorted(direct())
    assert [row for row in rows() if not all(cell.strip() for cell in row)] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_dependencies_are_locked_without_addresses(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"\w+://|--(?:index|extra-index|find-links|trusted)\S*|@ ", text) == []
    packages = re.findall(r"^[a-z0-9][^ ]*==[^ ]+(?: ; [^\n]+)? \\\n    --hash=sha256:", text, re.M)
    assert len(packages) == len(re.findall(r"^[A-Za-z0-9]", text, re.M))
    assert packages


def test_dependencies_of_all_lists_agree() -> None:
    pins: dict[str, set[str]] = {}
    for path in LISTS:
        for name, version in re.findall(r"^([a-z0-9-]+)==([^ ]+)", path.read_text(), re.M):
            pins.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}
    assert [name for name in direct() if name not in pins] == []
