"""Forms of the roster, of macros and of saved views."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ambassadors.models import Channel, Duty, Issue, Macro, SavedView
from ambassadors.models.macros import NAME_LENGTH, TEXT_LENGTH
from ambassadors.models.mentions import HANDLE_LENGTH
from ambassadors.models.outgoing import TEXT_LENGTH as POST_LENGTH
from ambassadors.models.people import A_DAY, NOTE_LENGTH, WEEKDAYS
from blog.models import Announcement


class DutyForm(forms.ModelForm[Duty]):
    class Meta:
        model = Duty
        fields = ("what", "languages", "topics", "is_away", "is_public")
        help_texts = {
            "languages": _("Their codes with commas between, like en, nl. Empty: all."),
            "topics": _("Words of what you know best, with commas between."),
        }


class ShiftForm(forms.Form):
    """`cleaned_data` has `weekday`, and `begins` and `ends` in minutes after midnight; a shift that ends
    at 0:00 ends with its day."""

    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS, coerce=int)
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        times: dict[str, Any] = {
            name: _minutes(data[name]) for name in ("begins", "ends") if name in data
        }
        if times.get("ends") == 0:
            times["ends"] = A_DAY
        return {**data, **times}


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


class HandOverForm(forms.Form):
    text = forms.CharField(
        label=_("What should the next one know?"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MacroForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("{name} is whoever is answered, {me} is you."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    must_edit = forms.BooleanField(label=_("must be edited before it is sent"), required=False)
    is_tip = forms.BooleanField(
        label=_("a tip: posted by itself, not as an answer"), required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["language"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (narrows the type)
        choice.choices = [("", _("Any")), *settings.LANGUAGES]

    @classmethod
    def of(cls, macro: Macro) -> "MacroForm":
        """The form as the macro stands."""
        fields = ("name", "text", "language", "must_edit", "is_tip")
        return cls(initial={name: getattr(macro, name) for name in fields})


class IssueForm(forms.ModelForm[Issue]):
    class Meta:
        model = Issue
        fields = ("name", "state", "answer", "is_incident", "words", "post")
        widgets = {
            "answer": forms.Textarea(attrs={"rows": 4}),
            "words": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["post"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 (narrows the type)
        choice.queryset = Announcement.objects.filter(live=True, closed_at=None).order_by("title")


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=SavedView.NAME_LENGTH)
    is_shared = forms.BooleanField(label=_("for everybody at the desk"), required=False)


class PostForm(forms.Form):
    """Words for everybody on `channels`; `cleaned_data` has `channel` (a Channel) and `text`."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    text = forms.CharField(
        label=_("What everybody reads"),
        max_length=POST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, channels: Sequence[Channel], **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "channel", Channel, channels)


class TipsForm(forms.Form):
    """`cleaned_data` has `channel`, `day` (a date of the desk's time zone) and `tips` (Macros)."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    tips = forms.ModelMultipleChoiceField(
        Macro.objects.none(), label=_("Tips"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, channels: Sequence[Channel], tips: Sequence[Macro], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        _offer(self, "channel", Channel, channels)
        _offer(self, "tips", Macro, tips)


def _offer(form: forms.Form, name: str, model: type[Model], rows: Sequence[Model]) -> None:
    choice = form.fields[name]
    assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 (narrows the type)
    choice.queryset = model._default_manager.filter(pk__in=[row.pk for row in rows])


class AccountForm(forms.Form):
    """An account on one of `networks` (value and name) that somebody says is theirs."""

    network = forms.ChoiceField(label=_("Network"))
    handle = forms.CharField(
        label=_("Your name there"),
        max_length=HANDLE_LENGTH,
        help_text=_("On Mastodon with its server, like name@mastodon.social."),
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, networks: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["network"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (narrows the type)
        choice.choices = list(networks)
