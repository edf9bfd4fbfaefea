"""Taking a member out of the superuser programme's rows: that there was a term stays, under nobody's
name."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Member, Notification
from reputation.actions.terms import close_account
from reputation.models import Grant, Nomination, Perk, Term


def erase_from_programme(member: Member) -> None:
    """Part of erasing a member (accounts.actions.privacy): their term ends, and what was said of
    them goes. What they said of others as a reviewer stays, under nobody's name."""
    close_account(member, at=timezone.now())
    nominations, terms = (
        Nomination.objects.filter(member=member),
        Term.objects.filter(member=member),
    )
    told = Q(source_kind="nomination", source_id__in=nominations.values("pk"))
    told |= Q(source_kind="term", source_id__in=terms.values("pk"))
    # Their lines are headed by the member's name.
    Notification.objects.filter(told).delete()
    for nomination in nominations:
        nomination.reviews.update(reason="")
    nominations.update(reason="", evidence={})
    Grant.objects.filter(term__in=terms).update(reason="")
    Perk.objects.filter(member=member).delete()
