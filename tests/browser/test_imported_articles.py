"""Real articles as imported how-tos: axe finds nothing on them, and the policy of the pages is never
broken. A dozen of them spread over the set; ARTICLES_EVERY=1 walks them all."""

import os

import pytest

from blog.models import HowTo
from tests.blog.test_import_howtos import run
from tests.browser.community import Community
from tests.browser.conftest import OpenAs
from tests.browser.test_pages import SCREENS, walk
from tests.shared import shared_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVERY = int(os.environ.get("ARTICLES_EVERY") or "27")


def test_imported_articles(house: Community, open_as: OpenAs) -> None:
    known = set(HowTo.objects.values_list("pk", flat=True))
    run(shared_data("sumo-kb/articles.jsonl.gz"))
    found = HowTo.objects.exclude(pk__in=known).live().order_by("slug")[::EVERY]
    paths = [howto.get_absolute_url() for howto in found]
    assert len(paths) > 300 / EVERY
    wrong: dict[str, list[str]] = {}
    for screen, more in SCREENS.items():
        person = open_as(None, **more)
        seen = walk(person, paths, touch="has_touch" in more)
        wrong |= {f"{screen} {path}": said for path, said in seen.items()}
    assert wrong == {}
