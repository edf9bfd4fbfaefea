"""Addresses that articles had elsewhere, which lead to their pages here."""

from collections.abc import Mapping

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site


def lead_here(site: Site, paths: Mapping[str, int]) -> tuple[int, list[str]]:
    """Make each path lead to the page of its id. Returns how many are new, and those that lead
    elsewhere already, which stay as they are."""
    wanted = {Redirect.normalise_path(path): pk for path, pk in paths.items()}
    known = Redirect.objects.filter(old_path__in=list(wanted))
    here = dict(known.values_list("old_path", "redirect_page_id"))
    new = [
        Redirect(old_path=path, site=site, redirect_page_id=pk, automatically_created=True)
        for path, pk in wanted.items()
        if path not in here
    ]
    Redirect.objects.bulk_create(new)
    return len(new), [path for path, pk in wanted.items() if here.get(path, pk) != pk]
