"""Tags of imported threads: words that exist here already are used, others are made."""

import re
from collections.abc import Iterable

from django.utils.text import slugify

from forum.importers.report import Report
from forum.models import Tag, Thread

LENGTH = 40
_split = re.compile(r"[<>|]+")


def words_of(value: str) -> list[str]:
    """The words of `<a><b>` (dumps until 2023) or `|a|b|` (since)."""
    return [word for word in _split.split(value) if word.strip()]


def slug_of(word: str) -> str:
    """The address name of a tag; c, c++ and c# stay three."""
    return slugify(word.replace("+", "-plus").replace("#", "-sharp"), allow_unicode=True)


def tag_threads(words: Iterable[tuple[int, str, list[str]]], report: Report) -> None:
    """Give threads their tags.

    Arguments: `words` holds the thread's id here, its outside id and its tags' names.
    """
    wanted: dict[str, str] = {}
    pairs: set[tuple[int, str]] = set()
    for pk, key, names in words:
        for name in names:
            slug = slug_of(name)
            if not slug or len(slug) > LENGTH or len(name) > LENGTH:
                report.skip("tag", key, f"not a word of 1 to {LENGTH} letters")
                continue
            wanted.setdefault(slug, name)
            pairs.add((pk, slug))
    tags = _found_or_made(wanted)
    Thread.tags.through.objects.bulk_create(
        [Thread.tags.through(thread_id=pk, tag_id=tags[slug]) for pk, slug in sorted(pairs)]
    )


def _found_or_made(wanted: dict[str, str]) -> dict[str, int]:
    here = Tag.objects.filter(slug__in=list(wanted))
    found = dict(here.values_list("slug", "pk"))
    missing = [Tag(slug=s, name=name) for s, name in wanted.items() if s not in found]
    if missing:
        # Somebody may make the same tag meanwhile; theirs will do.
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        found = dict(here.all().values_list("slug", "pk"))
    return found
