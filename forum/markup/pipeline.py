"""The one way from what a person wrote to the HTML that is stored and shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from accounts.stack import with_room
from forum.markup import commonmark, costs
from forum.markup.elements import attributes_of, escaped, start_tag
from forum.markup.excerpt import gist_of, plain_of
from forum.markup.last_word import last_word
from forum.markup.pictures import FOLDER, PICTURE_CAP, Seen, shown
from forum.markup.source import IMPORT_CAP, MEMBER_CAP, check_length, readable, without_signs
from forum.markup.tidy import Tidier
from forum.markup.words import Links, Resolver, linked, look_up

MARKUP_VERSION: Final = 2
"""Stored beside each rendered text; raised whenever the same source would give other HTML."""


@dataclass(frozen=True)
class Rendered:
    """A text ready to be stored.

    `html` is safe to show as it is; `gist` is plain text of one line; `name_calls` are the
    usernames (case-folded) and `thread_links` the ids that the resolver knew; `pictures` the names
    of the pictures that the text shows, with their words.
    """

    html: str
    gist: str
    name_calls: tuple[str, ...]
    thread_links: tuple[int, ...]
    version: int = MARKUP_VERSION
    pictures: Mapping[str, str] = field(default_factory=dict)


def render(
    source: str,
    *,
    source_format: str = "markdown",
    cap: int = MEMBER_CAP,
    resolve: Resolver | None = None,
    base_url: str | None = None,
) -> Rendered:
    """Render `source`, Markdown or HTML, for storing.

    `cap` is in characters. `base_url` is where an imported HTML text stood: its relative links
    lead there. Without `resolve`, @names and #numbers stay text. Raises TextTooLong over the cap
    and ValueError for another `source_format`.
    """
    if source_format not in ("markdown", "html"):
        raise ValueError(f"unknown source format: {source_format!r}")
    check_length(source, cap)
    source = without_signs(readable(source))
    html, links, pictures = with_room(partial(_render, source, source_format, resolve, base_url))
    return Rendered(
        html, gist_of(html), tuple(links.members), tuple(links.threads), pictures=pictures
    )


def _render(
    source: str, source_format: str, resolver: Resolver | None, base_url: str | None
) -> tuple[str, Links, Mapping[str, str]]:
    markdown = source_format == "markdown"
    nothing: tuple[Links, Mapping[str, str]] = Links({}, {}, False), {}
    try:
        # Markdown may spell by number what no reader can see.
        html = readable(commonmark.to_html(source)) if markdown else source
    except commonmark.TooCostly:
        return _as_written(source), *nothing
    tidier = Tidier(foreign=not markdown, base_url=None if markdown else base_url)
    tidier.feed(html)
    links = look_up((text for _, text in tidier.words), resolver, urls=markdown)
    if links:
        _link_words(tidier, links)
    pictures = _show_pictures(tidier, resolver) if markdown and resolver else {}
    if costs.of_html(tidier.elements, tidier.attributes) > costs.budget(len(source)):
        return _as_written(source if markdown else plain_of(source)), *nothing
    return last_word("".join(tidier.out)), links, pictures


def clean(html: str) -> str:
    """Return `html`, from anywhere, with only what the allow-list names; a second call changes
    nothing, and neither does a call on what `render` gave."""
    html = without_signs(readable(html))
    tidier = Tidier(foreign=False)
    tidier.feed(html)
    if costs.of_html(tidier.elements, tidier.attributes) > costs.LARGE_BUDGET:
        return _as_written(plain_of(html))
    return last_word("".join(tidier.out))


def to_markdown(html: str) -> str:
    """Return imported HTML as Markdown, for an author who edits it. What Markdown cannot say
    becomes its text."""
    # Its libraries take 10 MB and a seventh of a second, and few processes ever need them.
    from forum.markup.back import to_markdown_of

    return to_markdown_of(clean(html))


def _link_words(tidier: Tidier, links: Links) -> None:
    for index, text in tidier.words:
        tidier.out[index], count = linked(text, links)
        tidier.elements += count
        tidier.attributes += 3 * count


def _show_pictures(tidier: Tidier, resolver: Resolver) -> Mapping[str, str]:
    """Write out the pictures that the text may show; of others their words stay."""
    names = list(dict.fromkeys(seen.name for seen in tidier.pictures if seen.name))
    sizes = resolver.pictures(names[:PICTURE_CAP]) if names else {}
    told: dict[str, str] = {}
    for seen in tidier.pictures:
        tidier.out[seen.place], elements, attributes = shown(seen, sizes)
        tidier.elements += elements
        tidier.attributes += attributes
        if seen.name in sizes:
            # "" when it stands anywhere without words: `bind_pictures` refuses that.
            told[seen.name] = seen.words and told.get(seen.name, seen.words)
    return told


def pictures_in(source: str) -> list[Seen]:
    """The pictures of ours that a Markdown text names, whoever may see them."""
    if FOLDER not in source or len(source) > IMPORT_CAP:
        return []
    try:
        html = commonmark.to_html(without_signs(readable(source)))
    except commonmark.TooCostly:
        return []
    tidier = Tidier(foreign=False)
    tidier.feed(html)
    return tidier.pictures


def _as_written(text: str) -> str:
    """Return `text` in one box: what is shown of a text that would take too long to lay out."""
    pre = start_tag("pre", attributes_of("pre", {}, foreign=False))
    return last_word(f"{pre}{escaped(text.strip(chr(10)))}</pre>")
