"""Texts built to be slow: each generator gives a text of about `size` characters."""

from collections.abc import Callable, Iterator
from itertools import count, islice

from forum.markup.code import CHARACTER_BUDGET, LANGUAGES, LINE_CAP

Generator = Callable[[int], str]


def _repeated(unit: str) -> Generator:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _joined(units: Iterator[str], size: int) -> str:
    text = ""
    for unit in units:
        if len(text) >= size:
            break
        text += unit
    return text[:size]


def _doubled(begin: str, middle: str, end: str) -> Generator:
    def generate(size: int) -> str:
        times = max(1, (size - len(middle)) // (len(begin) + len(end)))
        return begin * times + middle + end * times

    return generate


def _wide_table(size: int) -> str:
    return "|" * (size // 3) + "\n" + "|-" * (size // 3)


def _amplified_table(size: int) -> str:
    columns = int((size / 4) ** 0.5)
    return ("|a" * columns + "|\n" + "|-" * columns + "|\n" + "|\n" * size)[:size]


def _many_tables(size: int) -> str:
    return _repeated("|a|b|c|d|\n|-|-|-|-|\n|\n|\n|\n\n")(size)


def _amplified_reference(size: int) -> str:
    return ("[a]: /" + "b" * (size // 2) + "\n\n" + "[a]" * size)[:size]


def _amplified_title(size: int) -> str:
    return ("[a]: /b '" + "c" * (size // 2) + "'\n\n" + "![a]" * size)[:size]


def _nested_list(size: int) -> str:
    return _joined(("  " * depth + "- a\n" for depth in count()), size)


def _growing_backticks(size: int) -> str:
    return _joined(("`" * width + " " for width in count(1)), size)


def _references(size: int) -> str:
    return _joined((f"[a{number}]: /b\n" for number in count()), size)


def _many_attributes(size: int) -> str:
    return "<p " + _joined((f"a{number}=1 " for number in count()), size - 10) + ">x"


MARKDOWN_UNITS = {
    "brackets": "[",
    "brackets_closed": "[]",
    "link_begins": "[a](",
    "link_begins_angle": "[a](<b",
    "link_begins_nested": "[[](",
    "link_begins_deep": "[a](((((((",
    "link_title_open": '[a](<b> "c',
    "links": "[a](b)",
    "link_middles": "](",
    "image_begins": "![",
    "images_nested": "![[]()",
    "reference_links": "[a][",
    "escaped_brackets": "[\\",
    "stars": "*",
    "star_a": "*a_ ",
    "star_strong": "**a *a ",
    "stars_everywhere": "a**b",
    "strong_and_emphasis": "***a***",
    "emphasis_in_links": "*[a*]",
    "star_underscore": "*_",
    "underscores": "_a",
    "strike": "~~a",
    "tildes": "~",
    "backticks": "`",
    "less_thans": "<",
    "tag_begins": "<a ",
    "comment_begins": "<!--",
    "instruction_begins": "<?",
    "autolinks": "<a@b.c>",
    "addresses": "a@b.com\n",
    "bare_urls": "http://a.b ",
    "bare_urls_parenthesised": "http://a.b/(((()))) ",
    "bare_url_long": "http://a.b/))))))))))",
    "quotes": ">",
    "quotes_spaced": "> ",
    "lazy_quotes": ">a\nb\n",
    "bullets": "- ",
    "bullet_lines": "* a\n",
    "bullet_rows": "- - - -\n",
    "ordered": "1. ",
    "ordered_lines": "1)\n 2)\n",
    "headings": "# a\n",
    "hashes": "#",
    "setext": "a\n=\n",
    "rules": "---\n",
    "paragraphs": "a\n\n",
    "hard_breaks": "a  \n",
    "fences": "```\n",
    "fences_open": "~~~a\n",
    "indented": "    a\n\n",
    "spaces": " ",
    "tabs": "\t",
    "line_ends": "\n",
    "ampersands": "&",
    "entities": "&amp;",
    "long_numbers": "&#1234567890",
    "backslashes": "\\",
    "pipes": "|",
    "delimiter_rows": "|-\n",
    "name_calls": "@noor ",
    "name_calls_run": "@a@",
    "thread_numbers": "#1 ",
    "bidi": "\u202e",
    "nul": "\x00",
}
HTML_UNITS = {
    "divs": "<div>",
    "divs_closed_late": "<div>a",
    "quotes": "<blockquote>",
    "bold": "<b>",
    "bold_paragraphs": "<b><p>",
    "bold_italic": "<b><i></b></i>",
    "bold_closed": "<b>a</b>",
    "links": "<a href=/>",
    "links_words": "<a href=/>a</a>",
    "link_tables": "<a href=/><table><td>",
    "paragraphs": "<p>a",
    "breaks": "<br>",
    "items": "<li>a",
    "lists": "<ul><li>",
    "lists_bare": "<ul>",
    "definitions": "<dl><dt><dd>",
    "tables": "<table>",
    "cells": "<td>",
    "table_cells": "<table><tr><td>",
    "headings": "<h1>a</h1>",
    "headings_empty": "<h1></h1>",
    "pre": "<pre>\n",
    "images": "<img src=//a.b/c>",
    "spans": "<span class=k>a</span>",
    "fonts": "<font>",
    "forms": "<form><input>",
    "svg": "<svg><style>",
    "math": "<math><mi>",
    "templates": "<template>",
    "selects": "<select><option>",
    "ends": "</b>",
    "ends_nonsense": "</",
    "less_thans": "<",
    "open_quote": "<a b='>' ",
    "open_quotes": "<a b=\"'",
    "name_only": "<aaaaaaaa",
    "equals": "<a =",
    "slashes": "<a/",
    "comments": "<!-->",
    "comments_open": "<!-- ",
    "cdata": "<![CDATA[",
    "declarations": "<!a",
    "scripts": "<script>",
    "scripts_closed": "<script>a</script>",
    "styles_half": "<style></style",
    "textareas": "<textarea>",
    "plaintext": "<plaintext>",
    "entities": "&amp;",
    "entities_open": "&amp",
    "long_number": "&#99999999999999999999;",
    "ampersands": "&",
    "quoted_ends": "\"'>",
    "spaces": " ",
}
MARKDOWN: dict[str, Generator] = {
    **{name: _repeated(unit) for name, unit in MARKDOWN_UNITS.items()},
    "wide_table": _wide_table,
    "amplified_table": _amplified_table,
    "many_tables": _many_tables,
    "amplified_reference": _amplified_reference,
    "amplified_title": _amplified_title,
    "nested_list": _nested_list,
    "growing_backticks": _growing_backticks,
    "references": _references,
    "nested_emphasis": _doubled("*a **a ", "b", " a** a*"),
    "nested_brackets": _doubled("[", "a", "](b)"),
    "nested_images": _doubled("![", "a", "](b)"),
}
HTML: dict[str, Generator] = {
    **{name: _repeated(unit) for name, unit in HTML_UNITS.items()},
    "balanced_divs": _doubled("<div>", "a", "</div>"),
    "balanced_bold": _doubled("<b>", "a", "</b>"),
    "balanced_lists": _doubled("<ul><li>", "a", "</li></ul>"),
    "balanced_tables": _doubled("<table><tr><td>", "a", "</td></tr></table>"),
    "many_attributes": _many_attributes,
    "long_attribute": lambda size: "<a href='/" + "&amp;" * (size // 5) + "'>x",
    "long_number_attribute": lambda size: "<a href='/&amp;#" + "9" * size + ";'>x",
    "blanks_in_code": lambda size: "<pre>a" + " " * size + "b</pre>",
    "lines_in_code": lambda size: "<pre>a" + " \n" * (size // 2) + "b</pre>",
    "lines": lambda size: "<p>a" + "\n" * size + "b</p>",
    "dashes": _repeated("- "),
    "dots": _repeated("1. "),
    "long_space_attribute": lambda size: "<a" + " " * size,
}
CODE_UNITS = ("a+", '"', "'", "/*", "<!--", "((", "{", "\\", "a ", "<a ", "0", "$", "#", "`", "=")


def _fence(language: str, unit: str, width: int) -> Generator:
    def generate(size: int) -> str:
        line = (unit * width)[:width] + "\n"
        return f"```{language}\n" + line * (min(size, CHARACTER_BUDGET) // len(line)) + "```\n"

    return generate


def hostile_code(language: str) -> Iterator[str]:
    """Yield Markdown with hostile code in `language`, as much as is coloured."""
    for unit in CODE_UNITS:
        for width in (2, LINE_CAP):
            yield _fence(language, unit, width)(CHARACTER_BUDGET)


CODE: list[str] = sorted(LANGUAGES)


def sizes(largest: int, doublings: int) -> list[int]:
    """Return `largest` halved again and again, smallest first."""
    return list(islice((largest >> step for step in count()), doublings + 1))[::-1]
