"""Reading the company's pages: what is live and public, and nothing else."""

from django.http import Http404
from wagtail.models import Page

from blog.models import InformationIndex, InformationPage


def get_public_page(path: str) -> Page:
    """The page at `path` (`about/` or `about/<slug>/`), in two queries.

    Raises Http404 for a draft, an unpublished page, a page that Wagtail keeps for some viewers
    only, and for what is not there: all read the same. Wagtail's own routing would ask the
    database five more times and write to the cache that lives there.
    """
    slugs = path.strip("/").split("/")[1:]
    found: Page | None = None
    if not slugs:
        found = InformationIndex.objects.live().public().first()
    elif len(slugs) == 1:
        found = InformationPage.objects.live().public().filter(slug=slugs[0]).first()
    if found is None:
        raise Http404
    return found
