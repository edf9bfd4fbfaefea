"""Form fields that the forum's forms share."""

from typing import Any

from django import forms

from accounts.names import plain_words
from forum.markup import MEMBER_CAP


class SourceField(forms.CharField):
    """A member's text. Browsers send two characters for a line's end and count one, so that a
    text at its cap would be refused: line ends are made one character before it is measured."""

    widget = forms.Textarea

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": MEMBER_CAP, **more})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n")


class TitleField(forms.CharField):
    """A title: one line without hidden characters."""

    def to_python(self, value: Any) -> str:
        return plain_words(str(super().to_python(value) or ""))
