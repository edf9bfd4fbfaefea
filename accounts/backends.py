"""Who is signed in, with how much is new in their inbox, whom they muted and which groups they are in:
one query for all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import CharField, Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.models import Member, Notification
from accounts.prepared import Prepared
from accounts.queries.groups import group_list
from accounts.queries.mutes import muted_list

# Two kinds of source may have the same number: each is a line of the inbox.
_SOURCE = Concat("source_kind", Value(":"), "source_id", output_field=CharField())
_NEW = (
    Notification.objects.filter(member=OuterRef("pk"), read_at=None, withdrawn_at=None)
    .order_by()
    .values("member")
    .annotate(number=Count(_SOURCE, distinct=True))
    .values("number")
)


def _with_all(pk: int) -> QuerySet[Member]:
    unread = Coalesce(Subquery(_NEW, output_field=IntegerField()), 0)
    rows = Member.objects.filter(pk=pk)
    return rows.annotate(unread=unread, muted_list=muted_list(), group_list=group_list())


# Every page of a member begins with it, and compiling it cost a tenth of the page.
_MEMBER: Prepared[Member] = Prepared(_with_all, 1)


class MemberBackend(AuthenticationBackend):
    """allauth's door, with its limits; the member of a request carries `unread`, `muted_list` and
    `group_list`."""

    def get_user(self, user_id: Any) -> Member | None:
        """The member with `unread`, about how many threads something new was told, with
        `muted_list` for accounts.queries.mutes, and `group_list` for accounts.queries.groups."""
        found = _MEMBER.run(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
