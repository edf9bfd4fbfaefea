"""Shapes of an invitation."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.validators import DomainNameValidator, EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.invitations import DEFAULT_DAYS, MOST_DAYS
from accounts.models.invitations import MOST_USES, WORDS
from accounts.queries.invitations import folded, groups_to_invite_into


class InvitationForm(forms.Form):
    """Whom, into which group, for how long. An address is one person; `@example.org` is a house."""

    group = forms.TypedChoiceField(label=gettext_lazy("Group"), coerce=int)
    to = forms.CharField(
        label=gettext_lazy("E-mail address, or a domain"),
        max_length=254,
        help_text=gettext_lazy(
            "An address is for one person, who gets the link by mail. “@example.org” is for the "
            "people of that house: you pass the link on."
        ),
    )
    most_uses = forms.IntegerField(
        label=gettext_lazy("How many may come"),
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        help_text=gettext_lazy("Counts for a domain. An address is always one."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Open for how many days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=DEFAULT_DAYS,
    )
    words = forms.CharField(
        label=gettext_lazy("A word from you"),
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("If you like. It stands in the mail and on the page."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.groups = {group.pk: group for group in groups_to_invite_into()}
        self.fields["group"].choices = [(pk, g.name) for pk, g in self.groups.items()]  # type: ignore[attr-defined]

    def clean_group(self) -> Group:
        return self.groups[self.cleaned_data["group"]]

    def clean_to(self) -> str:
        """In small letters. Letters beyond ASCII are refused, because some look or fold like others."""
        to = folded(self.cleaned_data["to"])
        local, at, domain = to.rpartition("@")
        try:
            (EmailValidator() if local else DomainNameValidator(accept_idna=False))(
                to if local else domain
            )
        except forms.ValidationError:
            at = ""
        if not at:
            raise forms.ValidationError(
                _("Write an address like name@example.org, or @example.org.")
            )
        return to

    def values(self) -> dict[str, Any]:
        """The arguments of `invite`."""
        values = dict(self.cleaned_data)
        to = str(values.pop("to"))
        bound = {"domain": to[1:]} if to.startswith("@") else {"email": to}
        return {**values, **bound}
