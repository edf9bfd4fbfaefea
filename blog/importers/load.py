"""Loading how-tos: first an empty draft for each, so that links between them have somewhere to lead;
then, in batches of one transaction each, their words; then what follows from publishing them. It may
be killed anywhere and run again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Site

from accounts.models import Member
from blog.actions.help import make_topic
from blog.importers.articles import WHAT, Article, articles_of
from blog.importers.pages import NewPage, add_drafts, fill, publish_all
from blog.importers.redirects import lead_here
from blog.importers.settling import settle_new
from blog.importers.sumo_kb import SOURCE, convert_article
from blog.importers.survey import Planned, survey, title_of
from blog.models import HowTo, ImportedPost, Post, Topic
from blog.models.posts import SUMMARY_LENGTH
from blog.names import Titles, free_slug, is_of
from forum.actions.counters import chunks
from forum.importers.rendering import Renderer
from forum.importers.report import Report
from forum.markup import gist_of

BATCH = 50
KNOWN = 500
Raw = dict[str, Any]


@dataclass
class Job:
    """One import: the file, who is named as the author, and what is told. `pages` has the ids of
    pages by the slugs of their articles."""

    path: Path
    author: Member
    report: Report
    renderer: Renderer
    limit: int | None = None
    progress: bool = False
    pages: dict[str, int] = field(default_factory=dict)


def load(job: Job) -> None:
    """Bring over the articles of a file (the first `limit` of them)."""
    planned = survey(job.path, limit=job.limit, report=job.report, progress=job.progress)
    _find_pages(job, planned)
    with override(None):
        _make_drafts(job, planned)
        _lead_here(job, planned)
        for batch in chunks(articles_of(job.path, limit=job.limit, progress=job.progress), BATCH):
            _fill(job, [article for article in batch if article.key in job.pages])
    settle_new(chunks(_unsettled(job), BATCH), job.renderer)


def _find_pages(job: Job, planned: Iterable[Planned]) -> None:
    for batch in chunks(planned, KNOWN):
        known = ImportedPost.objects.filter(source=SOURCE, external_id__in=[p.key for p in batch])
        job.pages |= dict(known.values_list("external_id", "post_id"))


def _make_drafts(job: Job, planned: list[Planned]) -> None:
    """An empty draft for each article that has no page yet."""
    missing = sorted((p for p in planned if p.key not in job.pages), key=lambda p: p.topic)
    titles = Titles(Post.objects.values_list("language", "title"))
    for slug, group in groupby(missing, key=lambda p: p.topic):
        with transaction.atomic():
            existed = Topic.objects.filter(slug=slug).exists()
            topic = make_topic(slug=slug, title=title_of(slug), by=job.author)
            job.report.created["topic"] += not existed
            _make_under(job, topic, list(group), titles)


def _make_under(job: Job, topic: Topic, planned: list[Planned], titles: Titles) -> None:
    taken = set(topic.get_children().values_list("slug", flat=True))
    pages = []
    for one in planned:
        title = titles.free(one.title, one.language)
        if title != one.title:
            job.report.skip("title", one.key, "another how-to has it, so it got a number")
        pages.append(NewPage(title, free_slug(one.key, taken), one.language))
    ids = add_drafts(topic, pages, author=job.author.pk, at=timezone.now())
    ImportedPost.objects.bulk_create(
        ImportedPost(source=SOURCE, external_id=one.key, post_id=pk)
        for one, pk in zip(planned, ids, strict=True)
    )
    job.pages |= {one.key: pk for one, pk in zip(planned, ids, strict=True)}


def _lead_here(job: Job, planned: Iterable[Planned]) -> None:
    """The addresses that the articles had lead to their pages."""
    site = Site.objects.get(is_default_site=True)
    for batch in chunks(planned, KNOWN):
        paths = {
            path: job.pages[one.key]
            for one in batch
            for path in (f"/{one.locale}/kb/{one.key}", f"/old/{SOURCE}/{one.key}")
        }
        made, elsewhere = lead_here(site, paths)
        job.report.created["redirect"] += made
        job.report.already["redirect"] += len(paths) - made - len(elsewhere)
        for path in elsewhere:
            job.report.skip("redirect", path, "it leads elsewhere already")


def _fill(job: Job, articles: list[Article]) -> None:
    """Put words into the pages of these articles where they are new or changed, and publish them."""
    with transaction.atomic():
        records = ImportedPost.objects.select_for_update().filter(
            source=SOURCE, external_id__in=[article.key for article in articles]
        )
        by_key = {record.external_id: record for record in records}
        howtos = HowTo.objects.in_bulk([record.post_id for record in by_key.values()])
        changed: list[HowTo] = []
        for article in articles:
            record = by_key.get(article.key)
            howto = howtos.get(record.post_id) if record else None
            if record and howto and _refill(job, article, record, howto):
                changed.append(howto)
        if changed:
            publish_all(changed, user=job.author.pk, at=timezone.now())
            ImportedPost.objects.bulk_update(by_key.values(), ["digest"])


def _refill(job: Job, article: Article, record: ImportedPost, howto: HowTo) -> bool:
    """Whether the page changes. What was changed here stays as it is."""
    with override(article.language):
        found = convert_article(article, job.pages)
    title = howto.title if is_of(howto.title, article.title) else article.title
    digest = digest_of(title, _summary(article), found.steps)
    job.report.already[WHAT] += digest == record.digest
    if digest == record.digest:
        return False
    if not found.steps:
        job.report.skip(WHAT, article.key, "nothing is left of it that may be shown")
        return False
    if record.digest and not _as_imported(howto, record):
        job.report.skip(WHAT, article.key, "it was changed here since, and stays as it is")
        return False
    for what, detail in found.lost:
        job.report.skip(what, f"{article.key}: {detail}", "could not become a block")
    job.report.created["revision" if record.digest else WHAT] += 1
    is_new = not record.digest
    fill(howto, title=title, summary=_summary(article), steps=found.steps, is_new=is_new)
    record.digest = digest
    return True


def _summary(article: Article) -> str:
    """What the article says of itself; else how it begins."""
    words = article.summary or gist_of(article.html)
    cut = words[: SUMMARY_LENGTH - 1].rpartition(" ")[0]
    return words if len(words) <= SUMMARY_LENGTH else f"{cut or words[: SUMMARY_LENGTH - 1]}…"


def digest_of(title: str, summary: str, steps: Iterable[Raw]) -> str:
    """What tells two versions of a page's words apart."""
    said = json.dumps([title, summary, _plainly(list(steps))], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _plainly(value: Any) -> Any:
    """A block's value without the ids that are given to it when it is kept."""
    if isinstance(value, list):
        return [_plainly(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plainly(one) for name, one in value.items() if name != "id"}
    return value


def _as_imported(howto: HowTo, record: ImportedPost) -> bool:
    """Whether a page is as the import left it: published, no draft waits, and the same words."""
    if not howto.live or howto.has_unpublished_changes:
        return False
    raw = howto.steps.get_prep_value()
    return digest_of(howto.title, howto.summary, raw) == record.digest


def _unsettled(job: Job) -> list[int]:
    """Pages of this file whose publication has not been followed up, also by an earlier import that
    was killed on its way."""
    found: list[int] = []
    for batch in chunks(job.pages.values(), KNOWN):
        live = Post.objects.filter(pk__in=batch, live=True)
        rows = live.values_list("pk", "live_revision_id", "rendering__revision")
        found += [pk for pk, revision, rendered in rows if revision != rendered]
    return found
