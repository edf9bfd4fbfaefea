"""Tags in forms: a box to tick for each that a board has chosen, and a line for any other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.models import Board, Tag
from forum.queries.tags import MAX_TAGS, MOST_READ, known_tags, slugs_in
from forum.queries.visibility import Viewer

# Characters of the line: five tags and their commas.
LINE_LENGTH = 250


@dataclass(frozen=True)
class TagChoice:
    """A tag as the form offers it."""

    slug: str
    name: str
    checked: bool


class TagsInput(forms.TextInput):
    """The line `tags` and the ticked boxes `tag` are one text, with commas between the words."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        ticked = data.getlist("tag") if hasattr(data, "getlist") else []
        typed = data.get(name)
        return ", ".join([*ticked, *([typed] if typed else [])]) if ticked else typed


class TagsField(forms.CharField):
    """`clean` gives the text; `TaggingForm.clean_tags` makes slugs of it."""

    widget = TagsInput

    def __init__(self, *, max_length: int = 2_000) -> None:
        super().__init__(label=gettext_lazy("Tags"), max_length=max_length, required=False)


class TaggingForm(forms.Form):
    """A form with `tags`; `viewer` may set what they see. `kept` are slugs that the thread has
    already: they may stay, though an importer set more than a member may; none is added to more
    than a member may set."""

    tags = TagsField()
    viewer: Viewer
    kept: frozenset[str] = frozenset()

    def clean_tags(self) -> list[str]:
        wanted = self._read(self.cleaned_data["tags"])
        added = [slug for slug in wanted if slug not in self.kept]
        known = {tag.slug for tag in known_tags(self.viewer, added)}
        unknown = [slug for slug in added if slug not in known]
        if unknown:
            words = ngettext(
                "We have no tag “%(names)s”. Choose another, or leave it out.",
                "We have no tags “%(names)s”. Choose others, or leave them out.",
                len(unknown),
            )
            raise forms.ValidationError(words % {"names": "”, “".join(unknown)})
        if added and len(wanted) > MAX_TAGS:
            words = _("A thread has up to %(most)d tags; these are %(n)d.")
            raise forms.ValidationError(words % {"most": MAX_TAGS, "n": len(wanted)})
        return wanted

    def _read(self, words: str) -> list[str]:
        return slugs_in(words, most=MOST_READ + len(self.kept))

    def shown_tags(self, boards: Iterable[Board], others: Iterable[Board] = ()) -> dict[str, Any]:
        """What the template draws: boxes for the tags of `boards`, those of `others` folded away,
        and a line for the rest."""
        own = self._choices(boards)
        slugs = {choice.slug for choice in own}
        more = [choice for choice in self._choices(others) if choice.slug not in slugs]
        typed = self._typed(slugs | {choice.slug for choice in more})
        shown = {"tag_choices": own, "more_tag_choices": more, "typed_tags": typed}
        # Room for what an importer set, and for what may be typed beside it.
        return {**shown, "tags_length": LINE_LENGTH + (len(typed) if self.kept else 0)}

    def _choices(self, boards: Iterable[Board]) -> list[TagChoice]:
        """The curated tags of these boards (as remembered, no query), each once."""
        now = set(self._read(str(self["tags"].value() or "")))
        offered: dict[str, Tag] = {}
        for board in boards:
            for tag in board.tags.all():
                offered.setdefault(tag.slug, tag)
        return [TagChoice(tag.slug, tag.name, slug in now) for slug, tag in offered.items()]

    def _typed(self, boxes: set[str]) -> str:
        words = str(self["tags"].value() or "").split(",")
        return ", ".join(w.strip() for w in words if w.strip() and not boxes & set(slugs_in(w)))
