"""Where pages went that have another address now (wagtail.contrib.redirects keeps the rows, and
blog.actions.moves makes them)."""

import re
from typing import Any

from django.db.models import F, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from blog.addresses import address_of
from blog.models import Post
from blog.queries.posts import live_posts, open_pages

PATH_LENGTH = 255
# Pages of these begin with one of two names; all else under Wagtail's root is shown to nobody.
_ours = re.compile(r"/(?:about|help)/")
_elsewhere = re.compile(r"https?://\w|/(?![/\\])")


def moved_to(path: str) -> str:
    """The address that a page has now which stood at `path`, or where an editor lets that path lead;
    "" where there is none, or where the page is not for everybody: it reads as missing then. Asked
    only where a page would be missing; one query, and more where something moved."""
    if "\0" in path or len(path) > PATH_LENGTH:
        return ""
    old = Redirect.normalise_path(path)
    # A row of the site goes before one of any site.
    rows = Redirect.objects.filter(old_path=old).order_by(F("site").asc(nulls_last=True), "pk")
    row = rows.select_related("redirect_page").first()
    if row is None:
        return ""
    found = _address_of(row.redirect_page) if row.redirect_page else str(row.redirect_link)
    leads = _elsewhere.match(found) is not None
    return found if leads and Redirect.normalise_path(found) != old else ""


def _address_of(page: Page) -> str:
    """The address of a page that everybody may read; "" for another."""
    address = address_of(page.url_path)
    if not _ours.match(address):
        return ""
    shown: QuerySet[Any] = open_pages(Page.objects.filter(pk=page.pk))
    if Post.objects.filter(pk=page.pk).exists():
        shown = live_posts().filter(pk=page.pk)
    return address if shown.exists() else ""
