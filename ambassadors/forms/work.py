"""The forms beside a message: an answer, a promotion, a reason, a correction."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from ambassadors.actions.triage import CHOSEN
from ambassadors.enums import Ignored, Kind, Mood
from ambassadors.models import Department, Macro, MacroState
from ambassadors.models.handoffs import WORDS_LENGTH
from ambassadors.models.items import REASON_LENGTH
from ambassadors.models.outgoing import TEXT_LENGTH
from ambassadors.models.private import ANSWER_LENGTH, ASKS_LENGTH
from forum.enums import Kind as ThreadKind
from forum.forms.fields import SourceField, TitleField
from forum.models import Board, Thread
from forum.models.threads import TITLE_LENGTH
from forum.queries.kinds import kinds_taken
from forum.queries.visibility import visible_boards, visible_threads

MOST_VERSION = 2**31 - 1
# A page has several forms, each with the version of what it shows.
HIDDEN = forms.HiddenInput(attrs={"id": False})


class VersionedForm(forms.Form):
    """What is sent from a page that shows an item as it was at `version`."""

    version = forms.IntegerField(min_value=1, max_value=MOST_VERSION, widget=HIDDEN)


class AnswerForm(VersionedForm):
    """`cleaned_data["macro"]` is the reviewed macro that the text began as, or None."""

    text = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Please write an answer.")},
    )
    macro = forms.ModelChoiceField(
        Macro.objects.filter(state=MacroState.REVIEWED),
        required=False,
        widget=forms.HiddenInput,
    )
    confirmed = forms.BooleanField(required=False, label=gettext_lazy("Send it all the same"))


class PromoteForm(VersionedForm):
    """`cleaned_data` has `board` (a Board that everybody may read), `kind`, `title` and `source`."""

    title = TitleField(label=gettext_lazy("Title"), max_length=TITLE_LENGTH)
    source = SourceField(label=gettext_lazy("The question, in your words"))
    board = forms.ChoiceField(label=gettext_lazy("Board"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[choice for choice in ThreadKind.choices if choice[0] != ThreadKind.TALK],
    )
    tags = forms.CharField(label=gettext_lazy("Tags"), max_length=200, required=False)
    reply = forms.BooleanField(
        label=gettext_lazy("Answer with the link when the thread is there"),
        required=False,
        initial=True,
    )

    def __init__(self, viewer: Member, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        boards = [board for board in visible_boards(viewer) if not board.is_closed]
        self.boards: dict[str, Board] = {board.slug: board for board in boards}
        choice = self.fields["board"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (narrows the type)
        choice.choices = [(board.slug, board.name) for board in boards]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        board = self.boards.get(data.get("board", ""))
        if board is not None and data.get("kind") and data["kind"] not in kinds_taken(board):
            self.add_error("kind", _("“%(board)s” does not take this kind.") % {"board": board})
        return {**data, "board": board, "tags": data.get("tags", "").split()}


class AttachForm(VersionedForm):
    """`cleaned_data["thread"]` is a Thread that the viewer may see."""

    thread = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    def __init__(self, viewer: Member, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer = viewer

    def clean_thread(self) -> Thread:
        found = visible_threads(self.viewer).filter(pk=self.cleaned_data["thread"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such thread."))
        return found


class IgnoreForm(forms.Form):
    why = forms.ChoiceField(
        label=gettext_lazy("It needs no answer because"),
        choices=[(value, label) for value, label in Ignored.choices if value in CHOSEN],
    )


class HandOffForm(VersionedForm):
    """`cleaned_data` has `department` (a Department) and `words`."""

    department = forms.ModelChoiceField(
        Department.objects.filter(is_on=True), label=gettext_lazy("Department"), empty_label=None
    )
    words = forms.CharField(
        label=gettext_lazy("What should they do?"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskPrivatelyForm(forms.Form):
    asks = forms.CharField(
        label=gettext_lazy("What do you ask for?"),
        max_length=ASKS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    department = forms.ModelChoiceField(
        Department.objects.filter(is_on=True),
        label=gettext_lazy("Who may read it beside you"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        # It stands on one page with the form that hands an item to a department.
        super().__init__(*args, **{"auto_id": "id_private_%s", **more})


class PrivateAnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("What came of it, as the customer may hear it"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON_LENGTH)


class CorrectionForm(forms.Form):
    kind = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False)
    mood = forms.ChoiceField(choices=[("", ""), *Mood.choices], required=False)
