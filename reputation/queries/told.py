"""Who may be told of the programme's rows, and what is said of its steps in the reader's language."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.enums import COMPANY_ROLES
from accounts.models import Member
from reputation.enums import Stage, Step
from reputation.models import Nomination, Term


def nominations_told(member: Member, ids: Collection[int]) -> set[int]:
    """The company may hear of all; a member of their own, once they were invited or their term is to
    be renewed."""
    rows = Nomination.objects.filter(pk__in=ids)
    if not member.is_company:
        spoken = ~Q(stage__in=[Stage.NOMINATED, Stage.DECLINED]) | Q(renews__isnull=False)
        rows = rows.filter(spoken, member=member)
    return set(rows.values_list("pk", flat=True))


def nomination_readers(pk: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The same, of many members at once."""
    spoken = ~Q(stage__in=[Stage.NOMINATED, Stage.DECLINED]) | Q(renews__isnull=False)
    own = Nomination.objects.filter(spoken, pk=pk).values("member_id")
    return members.filter(Q(role__in=COMPANY_ROLES) | Q(pk__in=own))


def terms_told(member: Member, ids: Collection[int]) -> set[int]:
    """The company may hear of all, a member of their own."""
    rows = Term.objects.filter(pk__in=ids)
    if not member.is_company:
        rows = rows.filter(member=member)
    return set(rows.values_list("pk", flat=True))


def term_readers(pk: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The same, of many members at once."""
    own = Term.objects.filter(pk=pk).values("member_id")
    return members.filter(Q(role__in=COMPANY_ROLES) | Q(pk__in=own))


def step_quoted(event: str, words: str) -> str:
    """The sentence of a step, which begins what was noted of it, in the reader's language. The event
    is "programme:<step>:…" (reputation.actions.steps.tell_step)."""
    step = Step(event.split(":")[1])
    with translation.override(settings.LANGUAGE_CODE):
        noted = str(step.label)
    return f"{step.label}{words.removeprefix(noted)}" if words.startswith(noted) else words
