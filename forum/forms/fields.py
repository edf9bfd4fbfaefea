"""Form fields that the forum's forms share."""

import re
from typing import Any, Final

from django import forms

from accounts.names import can_be_seen, plain_words
from accounts.refusals import Refusal
from forum.markup import IMPORT_CAP, MEMBER_CAP, pictures_in, plain_of, render
from forum.models import Reply, Thread
from forum.permissions import check_can_link
from forum.queries.pictures import faults_in
from forum.queries.visibility import Viewer

# A line that begins with a letter or number is shown, where nothing begins what is not: HTML, and
# the addresses of links that are named elsewhere.
_ADDRESS: Final = re.compile(r"(?i)\bhttps?://|\bwww\.")
BEGINNING: Final = 500
_A_PLAIN_LINE: Final = re.compile(r"(?m)^[^\W_]")


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
        if not _shows_something(source):
            raise forms.ValidationError(self.fields["source"].error_messages["required"])
        self._check_links(source)
        if faults := faults_in(source, self.viewer, self.post):
            raise forms.ValidationError(faults)
        return source

    def _check_links(self, source: str) -> None:
        pictures = len(pictures_in(source)) if "![" in source else 0
        try:
            check_can_link(self.viewer, pictures + len(_ADDRESS.findall(source)))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class TitleField(forms.CharField):
    """A title: one line without hidden characters, of which something can be seen."""

    def to_python(self, value: Any) -> str:
        words = plain_words(str(super().to_python(value) or ""))
        return words if can_be_seen(words) else ""


def _shows_something(source: str) -> bool:
    """Whether a reader sees anything of a text: words or a picture. Most are told without
    rendering them, and nearly all others by how they begin."""
    line = _A_PLAIN_LINE.search(source)
    if line and can_be_seen(line[0]) and "<" not in source and "]:" not in source:
        return True
    if can_be_seen(plain_of(render(source[:BEGINNING]).html)):
        return True
    return can_be_seen(plain_of(render(source, cap=IMPORT_CAP).html)) or bool(pictures_in(source))
