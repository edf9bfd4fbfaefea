"""Private forms, as far as anybody may know of them."""

from datetime import datetime

from django.http import Http404

from accounts.models import Member
from accounts.tokens import hash_of
from ambassadors.models import PrivateForm
from ambassadors.queries.queue import visible_items


def form_behind(token: str, *, at: datetime) -> PrivateForm | None:
    """The form that a link leads to, while it may be filled in."""
    rows = PrivateForm.objects.filter(filled_at=None, until__gt=at)
    return rows.filter(digest=hash_of(token)).first()


def get_private(viewer: Member, pk: int) -> PrivateForm:
    """Raises Http404 for one that is not there, or is about what the viewer may not see."""
    rows = PrivateForm.objects.filter(item__in=visible_items(viewer)).select_related("item")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
