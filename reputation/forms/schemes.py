"""The form of a scheme: a number for each rule, cap and privilege."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from reputation.enums import Privilege, Rule
from reputation.models import SchemeVersion
from reputation.models.schemes import NOTE_LENGTH
from reputation.queries.schemes import scheme_now
from reputation.schemes import CAPS, MOST_POINTS, POINTS, PRIVILEGES, checked

PRESETS = [
    ("small", _("Small community")),
    ("medium", _("Medium community")),
    ("large", _("Large community")),
]
CAP_LABELS = {
    "day": _("At most on a day from votes"),
    "post": _("At most on a day from one post"),
    "voter": _("At most on a day from one voter"),
}
PARTS = {"points": POINTS, "caps": CAPS, "privileges": PRIVILEGES["small"]}

LEAST = {"points": -MOST_POINTS, "caps": 0, "privileges": 1}


class SchemeForm(forms.ModelForm[SchemeVersion]):
    """Begins with the figures that hold now. `cleaned_data["figures"]` is the scheme's data. With
    `start_over` the privileges are those of the chosen preset, whatever else was typed."""

    preset = forms.ChoiceField(label=_("Preset"), choices=PRESETS)
    start_over = forms.BooleanField(
        label=_("Take what points open from the preset"), required=False
    )
    note = forms.CharField(label=_("Why"), max_length=NOTE_LENGTH)

    class Meta:
        model = SchemeVersion
        fields = ("preset", "note")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        now = scheme_now()
        self.fields["preset"].initial = now.preset
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
        figures = {
            part: {name: data[f"{part}_{name}"] for name in known} for part, known in PARTS.items()
        }
        if data["start_over"]:
            figures["privileges"] = dict(PRIVILEGES[data["preset"]])
        try:
            checked(0, data["preset"], figures)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return {**data, "figures": figures}
