"""Forms of the superuser programme. Whoever may do what is asked by the actions."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from accounts.queries import known
from reputation.enums import Capability
from reputation.models import Guidelines
from reputation.models.programme import REASON_LENGTH, TEXT_LENGTH, WHAT_LENGTH
from reputation.queries.programme import guidelines_now, tiers

NO_REASON = {"required": gettext_lazy("Please say why: people deserve to know.")}


def why_field(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        required=required,
        error_messages=NO_REASON,
    )


class NominateForm(forms.Form):
    """Cleaned, `member` is the Member."""

    member = forms.CharField(label=gettext_lazy("Who (their address name)"), max_length=60)
    tier = forms.ChoiceField(label=gettext_lazy("Tier"))
    reason = why_field()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["tier"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type)
        field.choices = [(tier.key, tier.name) for tier in tiers()]

    def clean_member(self) -> Member:
        name = self.cleaned_data["member"].strip().removeprefix("@").lower()
        found = known(Member.objects.filter(username=name)).first()
        if found is None:
            raise forms.ValidationError(_("There is nobody of that name here."))
        return found


class ReviewForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Your word"),
        choices=[("yes", gettext_lazy("Yes, invite them")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please say yes or no.")},
    )
    reason = why_field()

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["verdict"] == "yes")


class AnswerForm(forms.Form):
    """What an invited member says; `guidelines` is the number of those that the page showed."""

    guidelines = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=gettext_lazy("I have read the guidelines and agree to them"),
        error_messages={"required": gettext_lazy("Please agree to the guidelines, or turn down.")},
    )


class ActForm(forms.Form):
    """One thing to do with a term; ids begin with its name."""

    def __init__(self, data: Any = None, *, act: str, **more: Any) -> None:
        super().__init__(data, auto_id=f"{act}-%s", **more)
        self.act = act


class WithdrawForm(ActForm):
    """Cleaned, `capability` is whatever was sent: the action knows which there are."""

    capability = forms.ChoiceField(label=gettext_lazy("What"), choices=Capability.choices)
    reason = why_field()


class GiveBackForm(ActForm):
    capability = forms.ChoiceField(label=gettext_lazy("What"), choices=Capability.choices)
    reason = why_field(required=False)


class EndForm(ActForm):
    reason = why_field()


class MoveEndForm(ActForm):
    """Cleaned, `ends` is the last moment of that day, UTC."""

    ends = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = why_field()

    def clean_ends(self) -> datetime:
        return datetime.combine(self.cleaned_data["ends"], time(23, 59, 59), tzinfo=UTC)


class PerkForm(ActForm):
    what = forms.CharField(label=gettext_lazy("What was given"), max_length=WHAT_LENGTH)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=REASON_LENGTH, required=False)


class StepDownForm(ActForm):
    """Nobody has to say why."""


ACTS: dict[str, type[ActForm]] = {
    "withdraw": WithdrawForm,
    "give_back": GiveBackForm,
    "move_end": MoveEndForm,
    "end": EndForm,
    "perk": PerkForm,
}
"""What the company does with a term."""


class GuidelinesForm(forms.ModelForm[Guidelines]):
    """For the administration; begins with the text that holds now."""

    text = forms.CharField(
        label=gettext_lazy("Guidelines"), max_length=TEXT_LENGTH, widget=forms.Textarea
    )

    class Meta:
        model = Guidelines
        fields = ("text",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].initial = guidelines_now().text
