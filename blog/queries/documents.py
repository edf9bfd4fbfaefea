"""Documents that posts lead to."""

from django.http import Http404
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex

from blog.permissions import may_edit_pages
from blog.queries.posts import open_pages
from forum.queries import Viewer


def get_document(viewer: Viewer, pk: int, name: str) -> tuple[Document, bool]:
    """The document at `documents/<pk>/<name>`, and whether everybody may read it. Raises Http404 for
    one of another name, one that is gone, and one in a collection that Wagtail keeps for some viewers:
    there is one sign-in, and it is not Wagtail's. What no page leads to that everybody may read is for
    who writes pages."""
    found: Document | None = Document.objects.filter(pk=pk).select_related("collection").first()
    if found is None or found.filename != name or found.collection.get_view_restrictions():
        raise Http404
    if not found.file.storage.exists(found.file.name):
        raise Http404
    is_public = _is_led_to(found)
    if not is_public and not may_edit_pages(viewer):
        raise Http404
    return found, is_public


def _is_led_to(document: Document) -> bool:
    """Whether a page that everybody may read leads to it, as it is published."""
    rows = ReferenceIndex.get_references_to(document).values_list("object_id", flat=True)
    pages = {int(pk) for pk in rows if str(pk).isdecimal()}
    return bool(pages) and open_pages(Page.objects.filter(pk__in=pages)).exists()
