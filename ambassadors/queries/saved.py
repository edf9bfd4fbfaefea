"""Filters of the queue that have a name."""

from django.db.models import Q

from accounts.models import Member
from ambassadors.models import SavedView


def saved_views(viewer: Member) -> list[SavedView]:
    """One's own, and those that others share."""
    return list(SavedView.objects.filter(Q(by=viewer) | Q(is_shared=True)).select_related("by"))
