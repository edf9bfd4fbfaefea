"""Which account another becomes part of, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.audit import REASON
from accounts.models import Member
from accounts.models.members import USERNAME_LENGTH


class MergeForm(forms.Form):
    """`into` is an address name, with or without its @."""

    into = forms.CharField(
        label=_("Into which account (its address name)"), max_length=USERNAME_LENGTH + 1
    )
    reason = forms.CharField(
        label=_("How do you know that both are the same person?"), max_length=REASON
    )

    def clean_into(self) -> Member:
        name = str(self.cleaned_data["into"]).removeprefix("@").lower()
        found = Member.objects.filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no account with this address name."))
        return found
