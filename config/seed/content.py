"""The hand-written community as data: read from the TOML files beside this module."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


@cache
def people() -> list[dict[str, Any]]:
    """Members, as in people.toml."""
    found: list[dict[str, Any]] = _read(HERE / "people.toml")["member"]
    return found


@cache
def boards() -> dict[str, Any]:
    """Sections and boards, as in boards.toml."""
    return _read(HERE / "boards.toml")


@cache
def threads() -> list[dict[str, Any]]:
    """Threads of all files, oldest first, so that a thread can name an older one."""
    found: list[dict[str, Any]] = []
    for path in sorted((HERE / "threads").glob("*.toml")):
        found.extend(_read(path)["thread"])
    return sorted(found, key=lambda thread: (-thread["days_ago"], thread["key"]))


@cache
def help_blog() -> dict[str, Any]:
    """Topics, versions, pictures and series of the help blog, as in help.toml."""
    return _read(HERE / "help.toml")


@cache
def howtos() -> list[dict[str, Any]]:
    """Posts of the help blog, oldest first; a file's name is the address name of its post."""
    paths = (HERE / "howtos").glob("*.toml")
    found = [{"slug": path.stem, **_read(path)} for path in paths]
    return sorted(found, key=lambda post: (-post["days_ago"], post["slug"]))
