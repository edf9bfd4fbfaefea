"""Form fields that the forum's forms share."""

from typing import Any

from django import forms

from accounts.names import plain_words
from forum.markup import MEMBER_CAP
from forum.models import Reply, Thread
from forum.queries.pictures import faults_in
from forum.queries.visibility import Viewer


class SourceField(forms.CharField):
    """A member's text. Browsers send two characters for a line's end and count one, so that a
    text at its cap would be refused: line ends are made one character before it is measured."""

    widget = forms.Textarea

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": MEMBER_CAP, **more})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n")


class PicturedForm(forms.Form):
    """A form whose `source` may show pictures: those that `viewer` may show, each with words; those
    that `post` shows already may stay."""

    viewer: Viewer
    post: Thread | Reply | None = None

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"])
        if faults := faults_in(source, self.viewer, self.post):
            raise forms.ValidationError(faults)
        return source


class TitleField(forms.CharField):
    """A title: one line without hidden characters."""

    def to_python(self, value: Any) -> str:
        return plain_words(str(super().to_python(value) or ""))
