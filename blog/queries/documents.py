"""Documents that posts lead to."""

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex

from blog.permissions import may_edit_pages
from blog.queries.posts import open_pages
from forum.queries import Viewer


def get_document(viewer: Viewer, pk: int, name: str) -> Document:
    """The document at `documents/<pk>/<name>`, for everybody while a page that everybody may read leads
    to it, and always for those who write pages. Raises Http404 for another, for one of another name, one
    that is gone, and one in a collection that Wagtail keeps for some viewers: there is one sign-in, and
    it is not Wagtail's."""
    found: Document | None = Document.objects.filter(pk=pk).select_related("collection").first()
    if found is None or found.filename != name or found.collection.get_view_restrictions():
        raise Http404
    if not found.file.storage.exists(found.file.name):
        raise Http404
    if not (_is_led_to(found) or may_edit_pages(viewer)):
        raise Http404
    return found


def _is_led_to(document: Document) -> bool:
    """Whether a page that everybody may read leads to it, as it is published. What a draft of such a page
    leads to is in its revision alone, which Wagtail's index of references does not read."""
    of_pages = ContentType.objects.get_for_model(Page)
    rows = ReferenceIndex.get_references_to(document).filter(base_content_type=of_pages)
    pages = {int(pk) for pk in rows.values_list("object_id", flat=True)}
    return bool(pages) and open_pages(Page.objects.filter(pk__in=pages)).exists()
