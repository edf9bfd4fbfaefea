"""User text: the only place that makes HTML of what people write.

source → markdown-it-py (raw HTML off) with Pygments, or the HTML of an import → tidied → bleach.
Pure functions: nothing here knows Django, the database or the clock.
"""

from forum.markup.diff import diff_html
from forum.markup.excerpt import gist_of, plain_of
from forum.markup.pipeline import (
    MARKUP_VERSION,
    Rendered,
    clean,
    pictures_in,
    render,
    to_markdown,
)
from forum.markup.source import IMPORT_CAP, MEMBER_CAP, TextTooLong, quote_of
from forum.markup.words import Resolver

__all__ = [
    "IMPORT_CAP",
    "MARKUP_VERSION",
    "MEMBER_CAP",
    "Rendered",
    "Resolver",
    "TextTooLong",
    "clean",
    "diff_html",
    "gist_of",
    "pictures_in",
    "plain_of",
    "quote_of",
    "render",
    "to_markdown",
]
