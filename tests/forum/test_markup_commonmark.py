"""The examples of CommonMark render right, apart from a written list of differences."""

import re
from pathlib import Path
from typing import Any

import pytest

from forum.markup import render
from tests.forum.markup_tree import Node, parse, text_of
from tests.shared import shared_json

LIST = Path(__file__).resolve().parents[2] / "docs" / "markup-differences.md"
_LINE = re.compile(r"\| (\d+) \| ([^|]+) \| ([a-z-]+) \|")
_REASON = re.compile(r"- `([a-z-]+)`: ")
_KEEPS = re.compile(r"(?i)https?://\w[\w.-]*(?::\d+)?(?:[/?#]|$)|mailto:.|/(?!/)")


def listed() -> dict[int, tuple[str, str]]:
    """Return {example: (section, reason)} of the written list."""
    return {
        int(number): (section, reason)
        for number, section, reason in _LINE.findall(LIST.read_text(encoding="utf-8"))
    }


def expected(nodes: list[Node]) -> list[Node]:
    """Apply the rules of docs/markup-differences.md, "What always changes", to a tree."""
    return _numbered(_rewritten(nodes, in_link=False))


def _rewritten(nodes: list[Node], *, in_link: bool) -> list[Node]:
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node[0] == "a":
            result += _link(node, in_link=in_link)
        elif node[0] == "img":
            result += _image(node[1], in_link=in_link)
        elif node[0] in ("h1", "h2", "h3", "h4", "h5", "h6"):
            inner = _rewritten(node[2], in_link=in_link)
            result += [[node[0], {}, inner]] if text_of(inner).strip() else []
        elif node[0] == "pre":
            box = {"tabindex": "0", "role": "group", "aria-label": "Code"}
            result.append(["pre", box, _rewritten(node[2], in_link=in_link)])
        else:
            result.append([node[0], node[1], _rewritten(node[2], in_link=in_link)])
    return result


def _link(node: Node, *, in_link: bool) -> list[Node]:
    href = _url(node[1].get("href", ""))
    inner = _rewritten(node[2], in_link=in_link or href is not None)
    if href is None or in_link:
        return inner
    attributes = {**node[1], "href": href, "rel": "ugc nofollow noopener"}
    return [["a", attributes, inner if text_of(inner).strip() else [href]]]


def _image(attributes: dict[str, str], *, in_link: bool) -> list[Node]:
    href = _url(attributes.get("src", ""))
    words = attributes.get("alt", "")
    if href is None or href.startswith("mailto:"):
        return [words]
    words = words or href.split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2] or href
    if in_link:
        return [words]
    link = {"href": href, "class": "remote-image", "rel": "ugc nofollow noopener"}
    return [["a", link, [words]]]


def _url(url: str) -> str | None:
    url = url.replace("[", "%5B").replace("]", "%5D").replace("'", "%27")
    return url if _KEEPS.match(url) else None


def _numbered(nodes: list[Node]) -> list[Node]:
    above: list[int] = []

    def walk(inner: list[Node]) -> list[Node]:
        result: list[Node] = []
        for node in inner:
            if isinstance(node, str):
                result.append(node)
                continue
            tag = node[0]
            if re.fullmatch("h[1-6]", tag):
                above[:] = [level for level in above if level < int(tag[1])] + [int(tag[1])]
                tag = f"h{min(6, 2 + len(above))}"
            result.append([tag, node[1], walk(node[2])])
        return result

    return walk(nodes)


def comparable(nodes: list[Node], *, in_pre: bool = False) -> list[Node]:
    """Return the tree without colour spans, with texts joined and folded outside boxes of code."""
    flat: list[Node] = []
    for node in nodes:
        inner = [node]
        if not isinstance(node, str) and node[0] == "span":
            inner = comparable(node[2], in_pre=in_pre)
        for part in inner:
            if isinstance(part, str) and flat and isinstance(flat[-1], str):
                flat[-1] += part
            elif isinstance(part, str):
                flat.append(part)
            else:
                pre = in_pre or part[0] == "pre"
                flat.append([part[0], part[1], comparable(part[2], in_pre=pre)])
    if in_pre:
        return flat
    return [_folded(node) for node in flat if not isinstance(node, str) or node.strip()]


def _folded(node: Node) -> Node:
    return re.sub(r"[ \t\n]+", " ", node).strip(" \n") if isinstance(node, str) else node


def differs(example: dict[str, Any]) -> bool:
    """Say whether the example renders otherwise than CommonMark and the rules together say."""
    html = render(example["markdown"]).html
    return comparable(parse(html)) != comparable(expected(parse(example["html"])))


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    return list(shared_json("markdown-commonmark/spec-0.31.2.json.gz"))


def test_commonmark_examples_differ_exactly_as_listed(examples: list[dict[str, Any]]) -> None:
    found = {example["example"]: example["section"] for example in examples if differs(example)}
    assert found == {number: section for number, (section, _) in listed().items()}


def test_commonmark_has_all_examples(examples: list[dict[str, Any]]) -> None:
    assert len(examples) == 652


def test_commonmark_list_gives_a_known_reason_for_each() -> None:
    reasons = set(_REASON.findall(LIST.read_text(encoding="utf-8")))
    assert {reason for _, reason in listed().values()} == reasons
