"""HTML read by a parser of its own (html5lib), for judging what the markup pipeline wrote."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bleach._vendor import html5lib  # type: ignore[import-not-found]

from forum.markup.pictures import Size
from tests.shared import shared_json

Node = Any
"""A text (str) or an element: [tag, {attribute: value}, [nodes]]."""


def vectors() -> list[str]:
    """Return every hostile string of the shared data, and our own; skip the test where it is absent."""
    found: list[str] = []
    for row in shared_json("sanitiser/bleach-xss-tests.json.gz"):
        found += [row["payload"], row["expected_bleach_default"]]
    found += shared_json("sanitiser/blns.json.gz")
    found += [row["data"] for row in shared_json("sanitiser/html5lib-tree-construction.json.gz")]
    found += [row["payload"] for row in shared_json("sanitiser/payloadsallthethings-xss.json.gz")]
    return list(dict.fromkeys(found)) + OWN_VECTORS


OWN_VECTORS = [
    # Addresses that browsers read otherwise than they look, in every place an address may stand.
    *(
        shape.format(url)
        for url in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "&#106;avascript:alert(1)",
            "&#x6A;avascript&colon;alert(1)",
            "\x01javascript:alert(1)",
            " javascript:alert(1)",
            "javascript\x00:alert(1)",
            "vbscript:msgbox(1)",
            "data:text/html,<script>alert(1)</script>",
            "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
            "feed:javascript:alert(1)",
            "view-source:javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https:\\\\evil.example",
            "http://[",
            "/media/../accounts/logout/",
            "/media/%2e%2e/accounts/logout/",
        )
        for shape in (
            "[a]({})",
            "[a](<{}>)",
            "![a]({})",
            "<{}>",
            "[a]\n\n[a]: {}",
            "![a]\n\n[a]: <{}>",
            '<a href="{}">a</a>',
            "<a href={}>a</a>",
            '<img src="{}">',
            '<iframe src="{}"></iframe>',
            '<form action="{0}"><button formaction="{0}">a</button></form>',
        )
    ),
    # What parsed differently the second time, in sanitisers of the past.
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a title="</style><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<textarea><!--</textarea><img src=x onerror=alert(1)>-->",
    '<title><a title="</title><img src=x onerror=alert(1)>">',
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<table><svg><desc><td></desc></svg><script>alert(1)</script>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<a id=getElementById name=cookie href=#>clobber</a>",
    "<img name=body><img id=defaultView>",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<p style='background:url(javascript:alert(1))' onclick=alert(1) id=x class='btn k'>a</p>",
    "<span class='k' style=position:fixed>a</span><pre onfocus=alert(1) tabindex=1>b</pre>",
    "\ufff0<script>alert(1)</script>",
    "\U0010fff1img src=x onerror=alert(1)\U0010fff2",
    "&#x10FFF1;img src=x onerror=alert(1)&#x10FFF2;",
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><img src=x onerror=alert(1)>\n```",
    '```"><img src=x onerror=alert(1)>\na\n```',
    "```html\n<img src=x onerror=alert(1)>\n```",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> `</td><script>alert(1)</script>` |",
    '![" onerror="alert(1)](/media/a.png "\' onload=alert(1)")',
    '[a](/b "\\"><img src=x onerror=alert(1)>")',
    "@<img/src=x/onerror=alert(1)> #1<script>alert(1)</script>",
    'https://a.example/"><img src=x onerror=alert(1)>',
    "https://a.example/'onmouseover='alert(1)",
]


def parse(html: str) -> list[Node]:
    """Return the nodes of the fragment `html`, as a browser without scripting would build it."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return _children(fragment)


def elements(nodes: list[Node]) -> list[Node]:
    """Return every element, in document order."""
    found: list[Node] = []
    for node in nodes:
        if not isinstance(node, str):
            found.append(node)
            found += elements(node[2])
    return found


def text_of(nodes: list[Node]) -> str:
    """Return the text of `nodes`."""
    return "".join(node if isinstance(node, str) else text_of(node[2]) for node in nodes)


def _children(element: Any) -> list[Node]:
    nodes: list[Node] = [element.text] if element.text else []
    for child in element:
        # A comment has a function for a tag: it must stand out in every comparison.
        tag = child.tag if isinstance(child.tag, str) else "#comment"
        attributes = {str(name): value for name, value in child.attrib.items()}
        nodes.append([tag, attributes, _children(child)])
        if child.tail:
            nodes.append(child.tail)
    return nodes


class NoPictures:
    """What a resolver answers that knows no picture."""

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        return {}


# fmt: off
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dfn", "div", "dl",
    "dt", "em", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul", "var", "wbr",
}
_CLASSES = {
    "c", "gd", "gi", "gp", "k", "m", "na", "nf", "nt", "s", "name-call", "remote-image",
    "thread-link", "center", "end",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href", "title", "class", "rel"},
    "abbr": {"title"},
    "code": {"class"},
    "dfn": {"title"},
    "img": {
        "src",
        "srcset",
        "sizes",
        "width",
        "height",
        "alt",
        "loading",
        "decoding",
    },
    "ol": {"start"},
    "pre": {"tabindex", "role", "aria-label"},
    "span": {"class"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan"},
}


def faults(html: str) -> list[str]:
    """Say what in `html` could be more than words: written apart from the code, on purpose."""
    found = []
    for tag, attributes, _ in elements(parse(html)):
        if tag not in _TAGS:
            found.append(f"element {tag}")
        for name, value in attributes.items():
            if name not in _ATTRIBUTES.get(tag, set()):
                found.append(f"attribute {tag} {name}")
            elif not _harmless(tag, name, value):
                found.append(f"value {tag} {name}={value!r}")
        if tag == "a" and attributes.get("rel") != "ugc nofollow noopener":
            found.append("link without rel")
    return found


def _harmless(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return re.match(r"(?i)https?://\w[^@/?#]*(?:[/?#]|$)|mailto:|/(?![/\\])", value) is not None
    if name == "src":
        return re.fullmatch(r"/media/[!-~]+", value) is not None and ".." not in value
    if name == "srcset":
        file = r"/media/posts/[0-9a-f]{32}(-[0-9]+)?\.webp [0-9]+w"
        return re.fullmatch(rf"{file}(, {file})*", value) is not None
    if tag == "img" and name in ("width", "height"):
        return value.isascii() and value.isdigit()
    if name in ("sizes", "decoding", "loading"):
        return value in ("(min-width: 48em) 42rem, 92vw", "async", "lazy")
    if name == "class" and tag == "code":
        return re.fullmatch(r"language-[^\s\"'<>]+", value) is not None
    return name != "class" or value in _CLASSES
