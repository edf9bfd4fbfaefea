"""Messages of ours that wait for somebody."""

from django.http import Http404

from accounts.models import Member
from ambassadors.models import Item, Outgoing
from ambassadors.permissions import check_can_use_desk


def get_outgoing(viewer: Member, pk: int) -> tuple[Outgoing, Item]:
    """A message and its piece of work. Raises Http404."""
    check_can_use_desk(viewer)
    found = Outgoing.objects.select_related("mention__item").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, found.mention.item
