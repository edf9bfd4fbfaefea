"""The form of a scheme: a number for each rule, cap and privilege."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from reputation.enums import Privilege, Rule
from reputation.models import SchemeVersion
from reputation.models.schemes import NOTE_LENGTH
from reputation.queries.schemes import scheme_now
from reputation.ranks import MEASURES_HELP, as_text, ranks_in
from reputation.schemes import CAPS, MOST_POINTS, POINTS, PRIVILEGES, checked, preset

PRESETS = [
    ("small", _("Small community")),
    ("medium", _("Medium community")),
    ("large", _("Large community")),
]
CAP_LABELS = {
    "day": _("At most on a day from votes and edits"),
    "post": _("At most on a day from one post"),
    "voter": _("At most on a day from one voter"),
}
PARTS = {"points": POINTS, "caps": CAPS, "privileges": PRIVILEGES["small"]}

RANKS_LENGTH = 4_000
LEAST = {"points": -MOST_POINTS, "caps": 0, "privileges": 1}


class SchemeForm(forms.ModelForm[SchemeVersion]):
    """Begins with the figures that hold now. `cleaned_data["figures"]` is the scheme's data. With
    `start_over` privileges and ranks are those of the chosen preset, whatever else was typed."""

    preset = forms.ChoiceField(label=_("Preset"), choices=PRESETS)
    start_over = forms.BooleanField(
        label=_("Take what points open, and the ranks, from the preset"), required=False
    )
    note = forms.CharField(label=_("Why"), max_length=NOTE_LENGTH)
    ranks = forms.CharField(
        label=_("Ranks"), widget=forms.Textarea, max_length=RANKS_LENGTH, help_text=MEASURES_HELP
    )
    backwards = forms.BooleanField(
        label=_("Count what was earned before by these points too"), required=False
    )

    class Meta:
        model = SchemeVersion
        fields = ("preset", "note")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        now = scheme_now()
        self.fields["preset"].initial = now.preset
        self.fields["ranks"].initial = as_text(now.ranks)
        labels = {"points": Rule, "privileges": Privilege}
        for part, known in PARTS.items():
            for name in known:
                label = CAP_LABELS[name] if part == "caps" else labels[part](name).label
                self.fields[f"{part}_{name}"] = forms.IntegerField(
                    label=label,
                    min_value=LEAST[part],
                    max_value=MOST_POINTS,
                    initial=getattr(now, part)[name],
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            return {**data, "figures": _figures(data)}
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _figures(data: Mapping[str, Any]) -> dict[str, Any]:
    """The scheme that was typed. Raises Refusal where it is none."""
    figures: dict[str, Any] = {
        part: {name: data[f"{part}_{name}"] for name in known} for part, known in PARTS.items()
    }
    figures["ranks"] = ranks_in(data["ranks"])
    if data["start_over"]:
        start = preset(data["preset"])
        figures |= {part: start.as_data()[part] for part in ("privileges", "ranks")}
    checked(0, data["preset"], figures)
    return figures
