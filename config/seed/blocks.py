"""Parts of a how-to, as they are written down in howtos/*.toml, as blocks of the help blog.

A part is a table whose keys become blocks in the order in which they stand there. With `step` they are
the body of one; `yes`, `no` and `no_step` are its branch. What cannot stand twice in one table goes into
the next part, or, for a text, under `then`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from forum.markup import render

Block = tuple[str, Any]
# A name of another thing of the seed in a text: {thread:cold-morning}, {howto:free-a-stuck-pin}.
NAME = re.compile(r"\{((?:thread|howto):[a-z0-9-]+)\}")
CALLOUTS = ("tip", "note", "warning")
BRANCH = ("yes", "no", "no_step")
# Words that belong to another key of their part.
BESIDE = {"alt", "caption", "code_name", "table_name"}


class Blocks:
    """Arguments: `addresses` says where what {…} names stands, `images` has pictures by file name."""

    def __init__(self, *, addresses: Mapping[str, str], images: Mapping[str, Any]) -> None:
        self.addresses, self.images = addresses, images

    def html(self, source: str) -> str:
        """A text of the seed (Markdown) as an editor's rich text. Raises KeyError for a name of
        nothing."""
        words = NAME.sub(lambda match: self.addresses[match[1]], source.strip())
        return str(render(words).html).strip()

    def steps(self, parts: list[dict[str, Any]]) -> list[Block]:
        """All parts of a how-to in order."""
        found: list[Block] = []
        for part in parts:
            if "step" in part:
                found.append(("step", self._step(part)))
            else:
                found.extend(self._body(part))
        return found

    def _step(self, part: dict[str, Any]) -> dict[str, Any]:
        branch = {"yes": "", "no": "", "no_step": None}
        branch |= {name: part[name] for name in BRANCH if name in part}
        rest = {name: part[name] for name in part if name not in ("step", *BRANCH)}
        return {"title": part["step"], "body": self._body(rest), "branch": branch}

    def _body(self, part: dict[str, Any]) -> list[Block]:
        return [self._block(name, part) for name in part if name not in BESIDE]

    def _block(self, name: str, part: dict[str, Any]) -> Block:
        """Raises KeyError for a key that is none."""
        if name in CALLOUTS:
            return "callout", {"kind": name, "text": self.html(part[name])}
        makers: dict[str, Callable[[], Block]] = {
            "heading": lambda: ("heading", part["heading"]),
            "text": lambda: ("text", self.html(part["text"])),
            "then": lambda: ("text", self.html(part["then"])),
            "path": lambda: ("path", part["path"]),
            "code": lambda: ("code", _code(part)),
            "table": lambda: ("table", _table(part)),
            "picture": lambda: ("picture", self._picture(part)),
        }
        return makers[name]()

    def _picture(self, part: dict[str, Any]) -> dict[str, Any]:
        image, words = self.images[part["picture"]], part.get("caption", "")
        return {"image": image, "alt": part["alt"], "caption": words, "missing": ""}


def _code(part: dict[str, Any]) -> dict[str, str]:
    return {"code": part["code"].strip("\n"), "name": part.get("code_name", "")}


def _table(part: dict[str, Any]) -> dict[str, Any]:
    return {"caption": part.get("table_name", ""), "rows": part["table"]}
