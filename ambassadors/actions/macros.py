"""Canned answers, looked after like code: somebody writes, somebody else reads, and old ones retire."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.models import Macro, MacroState
from ambassadors.models.macros import TEXT_LENGTH
from ambassadors.permissions import MovedOn, check_can_use_desk, check_length


def write_macro(
    *,
    by: Member,
    name: str,
    text: str,
    language: str = "",
    must_edit: bool = False,
    is_tip: bool = False,
    macro: Macro | None = None,
    at: datetime | None = None,
) -> Macro:
    """A new macro, or other words for one that is there: either way a draft by `by` until somebody else
    has read it. Raises Refusal for whoever is not of the company, and for an empty or too long text."""
    at = at or timezone.now()
    check_can_use_desk(by)
    name = " ".join(name.split())
    sentence = _("A macro has a name, and between 1 and %(most)s characters.")
    text = check_length(text.replace("\r\n", "\n") if name else "", TEXT_LENGTH, sentence)
    made = macro or Macro(at=at)
    made.name, made.text, made.language, made.must_edit = name, text, language, must_edit
    made.is_tip = is_tip
    made.by, made.reviewed_by, made.state, made.changed_at = by, None, MacroState.DRAFT, at
    made.save()
    return made


def review_macro(macro: Macro, *, by: Member, text: str, at: datetime | None = None) -> None:
    """`by` has read `text` and finds it good. Raises Refusal for whoever wrote it, and MovedOn where
    the macro says something else by now, or is no draft."""
    at = at or timezone.now()
    check_can_use_desk(by)
    with transaction.atomic():
        row = Macro.objects.select_for_update().get(pk=macro.pk)
        if row.by_id == by.pk:
            raise Refusal(_("You wrote it yourself. Somebody else has to read it."))
        if row.state != MacroState.DRAFT or row.text != text:
            raise MovedOn(_("This macro has changed since you opened it. Please look again."))
        Macro.objects.filter(pk=row.pk).update(
            state=MacroState.REVIEWED, reviewed_by=by, changed_at=at
        )


def retire_macro(macro: Macro, *, by: Member, at: datetime | None = None) -> None:
    """Nobody is offered it any more; what was sent with it keeps its name. Raises Refusal."""
    check_can_use_desk(by)
    Macro.objects.filter(pk=macro.pk).update(
        state=MacroState.RETIRED, changed_at=at or timezone.now()
    )
