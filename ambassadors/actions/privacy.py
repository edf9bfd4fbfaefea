"""A member leaves, or two accounts of theirs become one: what the desk keeps of them."""

from django.db.models import Model, Q
from django.utils import timezone

from accounts.models import Member
from ambassadors.actions.steps import desk_moved
from ambassadors.models import (
    Claim,
    Contact,
    Department,
    Duty,
    HandOff,
    HandOver,
    Issue,
    IssuePart,
    Item,
    ItemEvent,
    Macro,
    MacroState,
    Outgoing,
    PrivateForm,
    Promotion,
    SavedView,
    Shift,
    Verdict,
)
from ambassadors.queries.claims import holding

# Whose rows say that a member did something; what was done stays done.
DID: tuple[tuple[type[Model], str], ...] = (
    (Claim, "by"),
    (Contact, "answered_by"),
    (HandOff, "by"),
    (HandOff, "owner"),
    (HandOver, "by"),
    (Issue, "by"),
    (IssuePart, "by"),
    (Item, "routed_to"),
    (ItemEvent, "by"),
    (Outgoing, "by"),
    (Outgoing, "approved_by"),
    (PrivateForm, "by"),
    (Promotion, "by"),
    (Promotion, "claimed_by"),
    (Verdict, "by"),
    (Contact, "member"),
    (Shift, "member"),
)


def erase_from_listening(member: Member) -> None:
    """Part of erasing a member: they are on no roster, nothing waits for them, and no account on a
    network is theirs. What they did at the desk stays, under nobody's name."""
    at = timezone.now()
    Duty.objects.filter(member=member).delete()
    Shift.objects.filter(member=member).delete()
    SavedView.objects.filter(by=member).delete()
    for department in Department.objects.filter(members=member):
        department.members.remove(member)
    Contact.objects.filter(member=member).update(member=None)
    Item.objects.filter(routed_to=member).update(routed_to=None)
    holding(at).filter(by=member).update(ended_at=at)
    HandOver.objects.filter(by=member).update(text="–")
    desk_moved()


def merge_listening(member: Member, into: Member) -> None:
    """Part of merging two accounts: what one did at the desk the other did."""
    for model, name in DID:
        model._default_manager.filter(**{name: member}).update(**{name: into})
    _give_macros(member, into)
    if Duty.objects.filter(member=into).exists():
        Duty.objects.filter(member=member).delete()
    Duty.objects.filter(member=member).update(member=into)
    taken = SavedView.objects.filter(by=into).values("name")
    SavedView.objects.filter(
        by=member, name__in=list(taken.values_list("name", flat=True))
    ).delete()
    SavedView.objects.filter(by=member).update(by=into)
    for department in Department.objects.filter(members=member):
        department.members.remove(member)
        department.members.add(into)
    desk_moved()


def _give_macros(member: Member, into: Member) -> None:
    """Nobody has read their own: what one account wrote and the other reviewed waits for a reader."""
    alone = Q(by=member, reviewed_by=into) | Q(by=into, reviewed_by=member)
    unread = list(Macro.objects.filter(alone).values_list("pk", flat=True))
    Macro.objects.filter(pk__in=unread, state=MacroState.REVIEWED).update(state=MacroState.DRAFT)
    Macro.objects.filter(pk__in=unread).update(reviewed_by=None)
    Macro.objects.filter(by=member).update(by=into)
    Macro.objects.filter(reviewed_by=member).update(reviewed_by=into)
