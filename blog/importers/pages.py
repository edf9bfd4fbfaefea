"""Pages of how-tos, written many at a time.

Wagtail writes a page with some sixty queries, most of them to find out what an import knows. These
are the same rows: the page in its tree, its log, its revisions, what it refers to, and what the
editors' search finds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from accounts.rows import Values, insert_parts, insert_rows
from blog.models import HowTo, Post, Topic


@dataclass(frozen=True, slots=True)
class NewPage:
    """A how-to that is to be: an empty draft until it is filled."""

    title: str
    slug: str
    language: str


def add_drafts(topic: Topic, pages: Sequence[NewPage], *, author: int, at: datetime) -> list[int]:
    """Put empty drafts under a topic; returns their ids, in order. Call it in a transaction."""
    parent = Page.objects.select_for_update().get(pk=topic.pk)
    paths = _paths_after(parent, len(pages))
    kind = ContentType.objects.get_for_model(HowTo)
    rows = [
        _page_row(page, path, parent, kind, author) for page, path in zip(pages, paths, strict=True)
    ]
    ids = insert_rows(Page, rows)
    insert_parts(Post, ids, [{"author_id": author, "language": p.language} for p in pages])
    insert_parts(HowTo, ids, [{"platform": ""} for _page in pages])
    Page.objects.filter(pk=topic.pk).update(numchild=F("numchild") + len(ids))
    titles = {pk: page.title for pk, page in zip(ids, pages, strict=True)}
    _log("wagtail.create", titles, {}, user=author, at=at)
    return ids


def _paths_after(parent: Page, number: int) -> list[str]:
    """The places of so many new children, after those that are there."""
    last = parent.get_last_child()
    path = last.path if last else Page._get_path(parent.path, parent.depth + 1, 0)
    paths = []
    for _number in range(number):
        path = Page(path=path, depth=parent.depth + 1)._inc_path()
        paths.append(path)
    return paths


def _page_row(page: NewPage, path: str, parent: Page, kind: ContentType, author: int) -> Values:
    return {
        "path": path,
        "depth": parent.depth + 1,
        "numchild": 0,
        "translation_key": uuid4(),
        "locale_id": parent.locale_id,
        "title": page.title,
        "draft_title": page.title,
        "slug": page.slug,
        "url_path": f"{parent.url_path}{page.slug}/",
        "content_type_id": kind.pk,
        "owner_id": author,
        "live": False,
        "has_unpublished_changes": False,
    }


def publish_all(howtos: Sequence[HowTo], *, user: int, at: datetime) -> None:
    """Publish these how-tos, as they stand in memory, as new revisions. What follows from it for
    readers is left to `blog.actions.settle_post`. Call it in a transaction."""
    revisions = _revisions(howtos, user=user, at=at)
    for howto, revision in zip(howtos, revisions, strict=True):
        howto.live_revision = howto.latest_revision = revision
    for howto in howtos:
        _save(howto)
        ReferenceIndex.create_or_update_for_object(howto)
    for backend in get_search_backends():
        backend.add_bulk(HowTo, howtos)
    titles = {howto.pk: howto.title for howto in howtos}
    numbers = {howto.pk: revision.pk for howto, revision in zip(howtos, revisions, strict=True)}
    _log("wagtail.publish", titles, numbers, user=user, at=at)


def _revisions(howtos: Sequence[HowTo], *, user: int, at: datetime) -> list[Revision]:
    kind = ContentType.objects.get_for_model(HowTo)
    base = ContentType.objects.get_for_model(Page)
    rows = []
    for howto in howtos:
        howto.live, howto.has_unpublished_changes = True, False
        howto.draft_title = howto.title
        howto.first_published_at = howto.first_published_at or at
        howto.last_published_at = howto.latest_revision_created_at = at
        rows.append(
            Revision(
                content_type=kind,
                base_content_type=base,
                object_id=str(howto.pk),
                created_at=at,
                user_id=user,
                object_str=str(howto),
                content=howto.serializable_data(),
            )
        )
    return list(Revision.objects.bulk_create(rows))


def _save(howto: HowTo) -> None:
    """Write what publishing changes, table by table."""
    for model, names in _CHANGES.items():
        values = {name: getattr(howto, name) for name in names}
        model._base_manager.filter(pk=howto.pk).update(**values)


_CHANGES: dict[Any, tuple[str, ...]] = {
    Page: (
        "title",
        "draft_title",
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "latest_revision_created_at",
        "live_revision",
        "latest_revision",
    ),
    Post: ("summary",),
    HowTo: ("steps",),
}


def _log(
    action: str, titles: dict[int, str], revisions: dict[int, int], *, user: int, at: datetime
) -> None:
    kind = ContentType.objects.get_for_model(HowTo)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=pk,
            content_type=kind,
            label=title,
            action=action,
            timestamp=at,
            user_id=user,
            revision_id=revisions.get(pk),
            content_changed=True,
        )
        for pk, title in titles.items()
    )


def fill(
    howto: HowTo, *, title: str, summary: str, steps: Iterable[dict[str, Any]], is_new: bool
) -> None:
    """Put words into a how-to in memory. One that is new has neither tags nor anything else that
    hangs on it, so that nobody need ask."""
    if is_new:
        relations = [*get_all_child_relations(HowTo), *get_all_child_m2m_relations(HowTo)]
        howto._cluster_related_objects = {_name_of(one): [] for one in relations}
    howto.title, howto.summary = title, summary
    howto.steps = HowTo._meta.get_field("steps").stream_block.to_python(list(steps))


def _name_of(relation: Any) -> str:
    """By what a page knows what hangs on it."""
    return str(relation.get_accessor_name() if relation.auto_created else relation.name)
