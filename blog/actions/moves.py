"""Pages that moved: what follows from another slug or another topic.

Wagtail says so after the page was committed. What a process could not do because it was killed there is
found by `settle_moves`, which beat rings: `Place` remembers the address that was last seen to.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import F
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from blog.addresses import ROOT, address_of
from blog.models import Place, Rendering
from blog.models.renderings import NOWHERE, STALE
from blog.queries.redirects import PATH_LENGTH

BATCH = 500


def note_places(pages: Iterable[Page], *, before: str = "") -> None:
    """Where pages stand that are new on the pages, or where one stood `before` it moved, unless that
    is known."""
    rows = [Place(page_id=page.pk, url_path=before or page.url_path) for page in pages]
    Place.objects.bulk_create(rows, ignore_conflicts=True)


def settle_moves(*, limit: int = BATCH) -> int:
    """Let the addresses that pages had lead to where they are now, and have those that are posts
    settled again; returns how many pages had moved, or were not known."""
    with transaction.atomic():
        live = Page.objects.filter(live=True, url_path__startswith=ROOT)
        note_places(live.filter(known_place=None)[:limit])
        places = Place.objects.select_for_update(of=("self",)).select_related("page")
        moved = places.filter(page__live=True).exclude(url_path=F("page__url_path"))
        rows = list(moved.order_by("pk")[:limit])
        _lead_on(rows)
        mark_stale([row.page_id for row in rows])
        for row in rows:
            row.url_path = row.page.url_path
        Place.objects.bulk_update(rows, ["url_path"])
    return len(rows)


def mark_stale(pks: Collection[int]) -> None:
    """Posts that are on the pages are to be settled again, by whoever comes first."""
    rows = Rendering.objects.filter(post__in=pks).exclude(revision=NOWHERE)
    rows.update(revision=STALE)


def _lead_on(places: Iterable[Place]) -> None:
    """What an editor lets an address lead to stays."""
    site = Site.objects.filter(is_default_site=True).first()
    paths = {Redirect.normalise_path(address_of(one.url_path)): one.page_id for one in places}
    paths = {path: pk for path, pk in paths.items() if len(path) <= PATH_LENGTH}
    known = Redirect.objects.filter(site=site, old_path__in=list(paths))
    known.filter(automatically_created=True).delete()
    rows = [
        Redirect(old_path=path, site=site, redirect_page_id=pk, automatically_created=True)
        for path, pk in paths.items()
    ]
    Redirect.objects.bulk_create(rows, ignore_conflicts=True)
