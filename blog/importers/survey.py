"""What is to come, before anything is written: which articles there are, and under which topics."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from blog.importers.articles import articles_of
from blog.models.help import RESERVED
from forum.importers.report import Report

# A topic of fewer articles is no topic here: its articles go to a larger one of theirs, or to the rest.
LEAST = 20
REST = "more"


@dataclass(frozen=True, slots=True)
class Planned:
    """An article that is to be imported, without its text; `topic` is the slug of ours."""

    key: str
    title: str
    language: str
    locale: str
    topic: str


def survey(path: Path, *, limit: int | None, report: Report, progress: bool) -> list[Planned]:
    """The first `limit` articles of a file, each under the largest of its topics. Topics are
    counted over the whole file, so that a part of it goes where the whole would."""
    found = [
        (Planned(one.key, one.title, one.language, one.locale, ""), one.topics)
        for one in articles_of(path, report=report, progress=progress)
    ]
    sizes = Counter(topic for _planned, topics in found for topic in set(topics))
    return [
        Planned(one.key, one.title, one.language, one.locale, topic_of(topics, sizes))
        for one, topics in found[:limit]
    ]


def topic_of(topics: Collection[str], sizes: Counter[str]) -> str:
    """The slug of the topic under which an article stands here: of equally large ones the first."""
    large = [topic for topic in topics if sizes[topic] >= LEAST]
    if not large:
        return REST
    slug = max(large, key=lambda topic: sizes[topic]).lower()
    return f"about-{slug}" if slug in RESERVED else slug


def title_of(topic: str) -> str:
    """What a topic is called, from its slug."""
    return topic.replace("-", " ").replace("_", " ").capitalize()
