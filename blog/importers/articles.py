"""The articles of a file: JSON lines, plain or gzipped, each read and judged by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from accounts.languages import names, spoken
from forum.importers.fields import BadRow, line, text
from forum.importers.files import Row, read_rows
from forum.importers.report import Report

WHAT = "how-to"
TITLE_LENGTH, HTML_LENGTH = 200, 500_000
_slug = re.compile(r"[A-Za-z0-9_-]{1,80}")
_locale = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `key` is its slug there; `language` one of ours, `locale` as it was called."""

    key: str
    title: str
    summary: str
    html: str
    language: str
    locale: str
    topics: tuple[str, ...]


def articles_of(
    path: Path, *, limit: int | None = None, report: Report | None = None, progress: bool = False
) -> Iterator[Article]:
    """The first `limit` articles of a file. What cannot be read, and what comes a second time, is
    told to `report`, where one is given, and passed over."""
    return islice(_fit(path, report, progress), limit)


def _fit(path: Path, report: Report | None, progress: bool) -> Iterator[Article]:
    seen: set[str] = set()
    for row in _rows(path, report, progress):
        slug = row.get("slug")
        known = slug if isinstance(slug, str) and _slug.fullmatch(slug) else f"line {row['']}"
        try:
            found = article_of(row)
            if found.key in seen:
                raise BadRow("the file has another with this slug")
        except BadRow as bad:
            if report is not None:
                report.skip(WHAT, known, str(bad))
            continue
        seen.add(found.key)
        yield found


def _rows(path: Path, report: Report | None, progress: bool) -> Iterator[Row]:
    def complain(number: int | str, reason: str) -> None:
        if report is not None:
            report.skip(f"line of {path.name}", number, reason)

    off = None if progress else True  # None: on where somebody watches
    size = path.stat().st_size
    with tqdm(total=size, desc="reading", unit="B", unit_scale=True, disable=off) as bar:
        yield from read_rows(path, complain=complain, moved=lambda at: bar.update(at - bar.n))


def article_of(row: Mapping[str, Any]) -> Article:
    """Raises BadRow with the reason why a row is no article."""
    key, title, html = line(row, "slug"), line(row, "title"), text(row, "html")
    locale = line(row, "locale")
    if not _slug.fullmatch(key):
        raise BadRow("slug is not an address name")
    if not title:
        raise BadRow("no title")
    if len(title) > TITLE_LENGTH:
        raise BadRow(f"title longer than {TITLE_LENGTH} characters")
    if not html.strip():
        raise BadRow("empty")
    if len(html) > HTML_LENGTH:
        raise BadRow(f"longer than {HTML_LENGTH:,} characters")
    language = _language(locale)
    return Article(key, title, line(row, "summary"), html, language, locale, _topics(row))


def _language(locale: str) -> str:
    """Our language for a locale like en-US. Raises BadRow for one that is not kept here."""
    if not _locale.fullmatch(locale):
        raise BadRow("locale is not a language")
    language = spoken(locale, names())
    if not language:
        raise BadRow("its language is not kept here")
    return language


def _topics(row: Mapping[str, Any]) -> tuple[str, ...]:
    topics = row.get("topics") or []
    if not isinstance(topics, list):
        raise BadRow("topics are no list")
    named = (line({"topic": topic}, "topic") for topic in topics)
    return tuple(name for name in named if _slug.fullmatch(name))
