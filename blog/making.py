"""The form behind "Make a how-to": a new one under a topic, or more for one that is there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from blog.models import HowTo, Topic
from blog.queries.making import howtos_for, topics_for


class MakeForm(forms.Form):
    """Where what a thread says is to stand."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("Topic of a new how-to"),
        required=False,
        empty_label=_("Choose a topic"),
    )
    howto = forms.ModelChoiceField(
        HowTo.objects.none(),
        label=_("Or a how-to to add it to"),
        required=False,
        empty_label=_("None: make a new one"),
    )

    def __init__(self, member: Member, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].queryset = topics_for(member)  # type: ignore[attr-defined]
        self.fields["howto"].queryset = howtos_for(member)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("topic") and not found.get("howto"):
            self.add_error("topic", _("Choose a topic, or a how-to to add this to."))
        return found
