"""Who is signed in, with how much is new in their inbox: one query for both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Member, Notification

_NEW = (
    Notification.objects.filter(member=OuterRef("pk"), read_at=None, withdrawn_at=None)
    .order_by()
    .values("member")
    .annotate(number=Count("source_id", distinct=True))
    .values("number")
)


class MemberBackend(AuthenticationBackend):
    """allauth's door, with its limits; the member of a request carries `unread`."""

    def get_user(self, user_id: Any) -> Member | None:
        """The member with `unread`: about how many threads something new was told."""
        unread = Coalesce(Subquery(_NEW, output_field=IntegerField()), 0)
        member = Member.objects.filter(pk=user_id).annotate(unread=unread).first()
        return member if member is not None and self.user_can_authenticate(member) else None
