"""The forms of decisions about votes, of appeals, and of answers to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from reputation.enums import FindingState
from reputation.models import RingThresholds
from reputation.models.rings import APPEAL_LENGTH, REASON_LENGTH
from reputation.queries.rings import thresholds_now
from reputation.rings.thresholds import FIGURES, WHOLE, checked

DECISIONS = [
    (FindingState.HELD, _("Hold: the points wait")),
    (FindingState.REVERSED, _("Reverse: the points go, and none come for 90 days")),
    (FindingState.CLEARED, _("Clear: all is well, the points count")),
]


class DecisionForm(forms.Form):
    """What becomes of the points of a pair, or of its whole group."""

    state = forms.ChoiceField(label=_("Decision"), choices=DECISIONS)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH)
    whole = forms.BooleanField(label=_("For the whole group"), required=False, initial=True)


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("How it was"),
        max_length=APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": APPEAL_LENGTH}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": APPEAL_LENGTH}),
    )
    granted = forms.BooleanField(label=_("All is well: let the points count"), required=False)


class ThresholdsForm(forms.ModelForm[RingThresholds]):
    """Begins with the figures that hold now. `cleaned_data["figures"]` is what to set."""

    note = forms.CharField(label=_("Why"), max_length=REASON_LENGTH)

    class Meta:
        model = RingThresholds
        fields = ("note",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _number, now = thresholds_now()
        for name, figure in FIGURES.items():
            kind: Any = forms.IntegerField if name in WHOLE else forms.FloatField
            self.fields[name] = kind(
                label=str(figure.words),
                min_value=figure.least,
                max_value=figure.most,
                initial=getattr(now, name),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        figures = {name: data[name] for name in FIGURES if data.get(name) is not None}
        try:
            checked(figures)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return {**data, "figures": figures}
