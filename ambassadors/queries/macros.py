"""The library of canned answers, with what each of them led to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import Http404

from ambassadors.enums import Kind, OutgoingState
from ambassadors.models import Macro, MacroState, Mention, Outgoing, Promotion


@dataclass(frozen=True)
class MacroRow:
    """How often it was sent; how many of those messages' threads are solved, how many people thanked
    afterwards in the same conversation, and how often it was passed on where it was a tip."""

    macro: Macro
    used: int
    solved: int
    thanked: int
    reposts: int


def macro_rows() -> Sequence[MacroRow]:
    """All of them, those in use first. Two queries."""
    sent = Outgoing.objects.filter(macro__isnull=False, state=OutgoingState.SENT)
    solved = Promotion.objects.filter(mention=OuterRef("mention"), thread__is_solved=True)
    thanks = Mention.objects.filter(
        Q(kind_said=Kind.THANKS) | Q(kind_said="", kind_guess=Kind.THANKS),
        network=OuterRef("mention__network"),
        conversation=OuterRef("mention__conversation"),
        contact=OuterRef("mention__contact"),
        published_at__gt=OuterRef("sent_at"),
    )
    counted = sent.values("macro").annotate(
        used=Count("pk"),
        solved=Count("pk", filter=Exists(solved)),
        thanked=Count("pk", filter=Exists(thanks)),
        passed=Sum("reposts"),
    )
    names = ("used", "solved", "thanked", "passed")
    figures = {
        row["macro"]: tuple(row[name] for name in names) for row in counted.values("macro", *names)
    }
    order = {MacroState.REVIEWED: 0, MacroState.DRAFT: 1, MacroState.RETIRED: 2}
    rows = sorted(
        Macro.objects.select_related("by", "reviewed_by"),
        key=lambda one: (order[MacroState(one.state)], one.name.casefold(), one.pk),
    )
    return [MacroRow(one, *figures.get(one.pk, (0, 0, 0, 0))) for one in rows]


def get_macro(pk: int) -> Macro:
    """Raises Http404."""
    found = Macro.objects.filter(pk=pk).select_related("by", "reviewed_by").first()
    if found is None:
        raise Http404
    return found
