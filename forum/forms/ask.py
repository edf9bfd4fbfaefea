"""Asking: words first, board and kind found from them, the address last and for visitors only."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import DisplayNameField
from accounts.models import Member
from accounts.numbers import number_in
from forum.enums import Kind
from forum.forms.fields import PicturedForm, SourceField, TitleField
from forum.forms.language import add_language
from forum.forms.posts import NO_WORDS
from forum.forms.tags import TaggingForm
from forum.models import Board, Thread
from forum.models.threads import TITLE_LENGTH
from forum.queries.kinds import kinds_taken
from forum.queries.suggestions import suggest_both
from forum.queries.visibility import Viewer, visible_boards, visible_threads

BIGGEST_ID = 2**63 - 1
# Kind → its icon and what somebody who chooses it would say.
KIND_WORDS = {
    Kind.QUESTION: ("question", gettext_lazy("I need an answer")),
    Kind.PROBLEM: ("problem", gettext_lazy("Something is broken")),
    Kind.IDEA: ("idea", gettext_lazy("It could be better")),
    Kind.PRAISE: ("praise", gettext_lazy("Somebody did well")),
    Kind.TALK: ("people", gettext_lazy("Let us talk about it")),
}


@dataclass(frozen=True)
class KindChoice:
    """A kind as the form offers it."""

    value: str
    label: str
    icon: str
    words: str


class AskForm(PicturedForm, TaggingForm):
    """`cleaned_data` has `board` (Board), `kind`, `title`, `source`, `tags` (slugs),
    `language` ("" for a guess; missing on a site of one language) and `follow_up_of` (Thread or None); for visitors
    `email` (lower case) and `display_name` too."""

    title = TitleField(
        label=gettext_lazy("What is going on, in one sentence?"),
        max_length=TITLE_LENGTH,
        error_messages=NO_WORDS,
    )
    source = SourceField(label=gettext_lazy("Tell us a little more"), error_messages=NO_WORDS)
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind is it?"), choices=Kind.choices, required=False
    )
    board = forms.ChoiceField(label=gettext_lazy("Board"), required=False)
    follow_up_of = forms.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, widget=forms.HiddenInput
    )
    display_name = DisplayNameField()
    email = forms.EmailField(
        label=gettext_lazy("Where shall we send the answer?"),
        max_length=254,
        error_messages={"required": gettext_lazy("We need an address to send the code to.")},
    )

    def __init__(self, viewer: Viewer, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer = viewer
        self.boards = {board.slug: board for board in visible_boards(viewer)}
        choice = self.fields["board"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (narrows the type)
        choice.choices = [("", _("Choose from my words"))] + [
            (board.slug, board.name) for board in self.boards.values()
        ]
        add_language(self)
        if isinstance(viewer, Member):
            del self.fields["display_name"], self.fields["email"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_follow_up_of(self) -> Thread | None:
        """A thread that the viewer may not see is left out as if it did not exist."""
        wanted = self.cleaned_data["follow_up_of"]
        return visible_threads(self.viewer).filter(pk=wanted).first() if wanted else None

    def clean(self) -> dict[str, Any]:
        """Find kind and board where none was chosen; refuse a pair that does not go together."""
        data = super().clean() or {}
        if self.errors:
            return data
        words = f"{data['title']} {data['source']}"
        chosen = self.boards.get(data.get("board", ""))
        board, kind = suggest_both(self.viewer, words, board=chosen, kind=data["kind"])
        if board is None:
            raise forms.ValidationError(_("There is no board for this yet."))
        data |= {"board": board, "kind": kind}
        if kind not in kinds_taken(board):
            self.add_error("kind", _("“%(board)s” does not take this kind.") % {"board": board})
        return data

    def followed(self) -> Thread | None:
        """The thread that an unchecked form is asked after, where the viewer sees it."""
        wanted = number_in(str(self["follow_up_of"].value() or ""))
        if wanted is None:
            return None
        return visible_threads(self.viewer).filter(pk=wanted).first()

    def kind_choices(self) -> list[KindChoice]:
        """The kinds that some board of the viewer takes."""
        taken = {kind for board in self.boards.values() for kind in kinds_taken(board)}
        return [
            KindChoice(kind.value, str(kind.label), icon, str(words))
            for kind, (icon, words) in KIND_WORDS.items()
            if kind in taken
        ]

    def suggested(self) -> tuple[Board | None, str]:
        """Board and kind for the words as they stand in an unchecked form; "" where none fits.
        Without words it is what was chosen."""
        title, source = self["title"].value() or "", self["source"].value() or ""
        words = f"{title} {source}"[:2000]
        board = self.boards.get(str(self["board"].value() or ""))
        kind = str(self["kind"].value() or "")
        if not words.strip():
            return board, kind
        return suggest_both(self.viewer, words, board=board, kind=kind)
