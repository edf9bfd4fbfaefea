"""People whom the forum's pages show."""

from django.db.models import Case, IntegerField, Value, When

from accounts.enums import Role
from accounts.models import Member

SHOWN = 6


def helpers_here() -> list[Member]:
    """Ambassadors and superusers for the home page, company first, longest here first."""
    first = Case(
        When(role=Role.MEMBER, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    helpers = Member.objects.filter(is_active=True, imported_from="")
    helpers = helpers.exclude(role=Role.MEMBER, honoured=False)
    return list(helpers.annotate(first=first).order_by("first", "date_joined", "pk")[:SHOWN])
