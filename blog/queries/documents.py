"""Documents that posts lead to."""

from django.http import Http404
from wagtail.documents.models import Document


def get_public_document(pk: int, name: str) -> Document:
    """The document at `documents/<pk>/<name>`. Raises Http404 for one of another name,
    one that is gone, and one in a collection that Wagtail keeps for some viewers: there is one
    sign-in, and it is not Wagtail's."""
    found: Document | None = Document.objects.filter(pk=pk).select_related("collection").first()
    if found is None or found.filename != name or found.collection.get_view_restrictions():
        raise Http404
    if not found.file.storage.exists(found.file.name):
        raise Http404
    return found
