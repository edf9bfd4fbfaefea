"""The forms of the page where the company acts on one post: a form for each act; and the form of a
member's flag."""

import re
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import FlagReason
from forum.forms.tags import TaggingForm
from forum.models import Board, Thread
from forum.models.threads import NOTE_LENGTH
from forum.queries.visibility import Viewer, may_see_thread

WHY_LENGTH = NOTE_LENGTH
_NUMBER = re.compile(r"(?:/t/|^#?)(\d{1,18})(?:/|$)")
Words = str | Promise


class ActForm(forms.Form):
    """An act with its reason. `needed` says that one must be given; ids begin with the act."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WHY_LENGTH,
        required=False,
        error_messages={"required": gettext_lazy("Please say why: people deserve to know.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        act: str,
        title: Words,
        button: Words,
        hint: Words = "",
        needed: bool,
        **more: Any,
    ) -> None:
        super().__init__(data, auto_id=f"{act}-%s", **more)
        self.act, self.title, self.button, self.hint = act, title, button, hint
        self.fields["reason"].required = needed


class MoveForm(ActForm):
    board = forms.ChoiceField(label=gettext_lazy("Board"))
    field_order = ("board", "reason")

    def __init__(self, *args: Any, boards: list[Board], **more: Any) -> None:
        super().__init__(*args, **more)
        self.boards = {board.slug: board for board in boards}
        choices = [(board.slug, board.name) for board in boards]
        self.fields["board"] = forms.ChoiceField(label=gettext_lazy("Board"), choices=choices)
        self.order_fields(self.field_order)

    def clean_board(self) -> Board:
        return self.boards[self.cleaned_data["board"]]


class RetagForm(ActForm, TaggingForm):
    def __init__(self, *args: Any, viewer: Viewer, kept: frozenset[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer, self.kept = viewer, kept


class DuplicateForm(ActForm):
    """`of` is the address or number of a thread that `viewer` may see; cleaned it is the number."""

    of = forms.CharField(label=gettext_lazy("Address or number of that thread"), max_length=300)
    field_order = ("of", "reason")

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer = viewer

    def clean_of(self) -> int:
        found = _NUMBER.search(self.cleaned_data["of"].strip())
        thread = Thread.objects.filter(pk=int(found[1])).first() if found else None
        if found is None or thread is None or not may_see_thread(self.viewer, thread):
            raise forms.ValidationError(_("There is no thread of ours at that address."))
        return int(found[1])


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=FlagReason.choices,
        error_messages={
            "required": gettext_lazy("Please choose what is wrong."),
            "invalid_choice": gettext_lazy("Please choose what is wrong."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("A few words for whoever looks at it"),
        max_length=NOTE_LENGTH,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == FlagReason.OTHER and not data.get("note", "").strip():
            self.add_error("note", _("Please say in a few words what is wrong."))
        return data
