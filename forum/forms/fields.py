"""Form fields that the forum's forms share."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings

from accounts.names import can_be_seen, plain_words
from accounts.refusals import Refusal
from forum.markup import IMPORT_CAP, MEMBER_CAP, pictures_in, plain_of, render
from forum.models import Reply, Thread
from forum.permissions import FEW_LINKS, check_can_link
from forum.queries.pictures import faults_in
from forum.queries.visibility import Viewer

# Up to here a text is rendered to see what it shows; a longer one is told by its signs.
SHORT: Final = 500
# What of a text stands in its source alone: where links lead, signs by number, languages of code,
# links that are named elsewhere (their address and title may stand on the next lines).
_UNSHOWN: Final = re.compile(
    r"(?m)^.*\]:.*(?:\n.*){0,2}|\]\([^()\n]*\)|&#?\w{1,32};|^[ >]*(?:```|~~~).*$"
)
# What may be layout and not a sign of the text.
_LAYOUT: Final = frozenset("*_#>~`|-=+[]()\\:<")
# A link and a picture in a text that is rendered; what a member wrote is escaped there.
_LINK: Final = re.compile(r'<a href="([^"]*)"')
_PICTURE: Final = "<img "
# Each link or picture is written with one of these at least.
_SIGNS: Final = ("[", "<", "://", "&", "\\")


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
        pictures = pictures_in(source) if "![" in source else []
        if not (pictures or _shows_words(source)):
            raise forms.ValidationError(self.fields["source"].error_messages["required"])
        # A text is rendered to count its links where it may have too many.
        if sum(map(source.count, _SIGNS)) > FEW_LINKS:
            self.check_links(number_of_links(source))
        if faults := faults_in(source, self.viewer, self.post):
            raise forms.ValidationError(faults)
        return source

    def check_links(self, number: int) -> None:
        try:
            check_can_link(self.viewer, number)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def number_of_links(source: str) -> int:
    """Links and pictures of a text, as forum.permissions.check_can_link counts them: those that a
    reader has before them, however they are written."""
    html = render(source, cap=IMPORT_CAP).html
    return html.count(_PICTURE) + sum(map(_leaves, _LINK.findall(html)))


def _leaves(url: str) -> bool:
    """Whether an address leads away from the site."""
    own = urlsplit(settings.SITE_URL).netloc
    return not url.startswith("/") and urlsplit(url).netloc.lower() != own.lower()


class TitleField(forms.CharField):
    """A title: one line without hidden characters, of which something can be seen."""

    def to_python(self, value: Any) -> str:
        words = plain_words(str(super().to_python(value) or ""))
        return words if can_be_seen(words) else ""


def _shows_words(source: str) -> bool:
    """Whether a reader sees anything of a text, pictures apart. A long one is rendered only where
    its signs do not tell: it will be rendered once more when it is kept."""
    if len(source) > SHORT:
        told = _UNSHOWN.sub("", source)
        if any(char not in _LAYOUT and can_be_seen(char) for char in told):
            return True
    return can_be_seen(plain_of(render(source, cap=IMPORT_CAP).html))
