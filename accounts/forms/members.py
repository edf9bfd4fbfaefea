"""Forms of the accounts room; those that allauth asks for are named in ACCOUNT_FORMS."""

from typing import Any, cast
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.core import context as allauth_context
from allauth.core import ratelimit
from allauth.socialaccount import forms as social_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import DEFAULT_CHANNELS, Channel, NotificationKind, Theme
from accounts.languages import offered
from accounts.models import Member
from accounts.models.members import USERNAME_LENGTH, username_shape
from accounts.names import clean_display_name

CODE_LENGTH = 6
# Room for a pasted code with spaces or a dash in it.
CODE_INPUT_LENGTH = 16


class DisplayNameField(forms.CharField):
    """The name that people are called by, cleaned by accounts.names."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 60, "label": gettext_lazy("Your name"), **more})
        self.widget.attrs["autocomplete"] = "name"

    def clean(self, value: Any) -> Any:
        return clean_display_name(super().clean(value)) if value else super().clean(value)


class SignupForm(allauth_forms.SignupForm):
    """E-mail and name; a password only for those who want one."""

    field_order = ("email", "display_name", "password1")
    display_name = DisplayNameField(
        help_text=gettext_lazy("How people here will call you. You can change it later.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["email"].label = _("E-mail")

    def try_save(self, request: HttpRequest) -> Any:
        """As allauth; but takes as long for a known address, and survives a race for a new one."""
        if self.account_already_exists:
            # A new member's password is hashed; without this the answer would come sooner.
            if password := self.cleaned_data.get("password1"):
                make_password(password)
            return super().try_save(request)
        try:
            return super().try_save(request)
        except IntegrityError:
            email = self.cleaned_data["email"]
            return None, flows.signup.prevent_enumeration(request, email=email)


class SocialSignupForm(social_forms.SignupForm):
    """Name and address of a newcomer from another house."""

    field_order = ("email", "display_name")
    display_name = DisplayNameField(
        help_text=gettext_lazy("How people here will call you. You can change it later.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["email"].label = _("E-mail")
        self.fields["display_name"].initial = self.sociallogin.user.display_name


class DisconnectForm(social_forms.DisconnectForm):
    """Take away what another house opens here."""

    def clean(self) -> dict[str, Any]:
        """The last one may go as well: allauth keeps it where there is no password, but a code to
        their address lets every member in."""
        return cast("dict[str, Any]", forms.Form.clean(self))


def explain_code(code: str) -> str:
    """What is wrong with a code that did not fit, without blame."""
    digits = "".join(char for char in code if char.isdigit())
    numbers = (_("none"), _("one"), _("two"), _("three"), _("four"), _("five"))
    if len(digits) < CODE_LENGTH:
        words = _("That was %(number)s of six digits. The code in your mail has six.")
        return words % {"number": numbers[len(digits)]}
    if len(digits) > CODE_LENGTH:
        return _("That was more than six digits. The code in your mail has six.")
    return _("That is not the code we sent last. Look for the newest mail from us.")


def count_try(expected: str | None) -> None:
    """Count one try of a code before it is compared. allauth counts in the session, which many
    requests at once read before any of them writes: measured, 200 guesses of one code instead of
    five. Raises ValidationError when the tries of this code in this browser are used up."""
    request = allauth_context.request
    key = f"{request.session.session_key}:{expected}"
    if not ratelimit.consume(request, action="code_entry", key=key):
        raise get_adapter(request).validation_error("too_many_login_attempts")


class ExplainedCode:
    """Says what is wrong with a code, before whichever of allauth's forms asks for it."""

    cleaned_data: dict[str, Any]
    expected_code: str | None

    def clean_code(self) -> str:
        count_try(self.expected_code)
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError as error:
            if error.code == "incorrect_code":
                raise forms.ValidationError(explain_code(self.cleaned_data["code"])) from error
            raise


class CodeForm(ExplainedCode, allauth_forms.BaseConfirmCodeForm):
    code = forms.CharField(
        label=gettext_lazy("Six-digit code"),
        max_length=CODE_INPUT_LENGTH,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class LoginCodeForm(CodeForm, allauth_forms.ConfirmLoginCodeForm):
    pass


class VerifyEmailForm(ExplainedCode, allauth_forms.ConfirmEmailVerificationCodeForm):
    code = CodeForm.base_fields["code"]


class ResetCodeForm(CodeForm, allauth_forms.ConfirmPasswordResetCodeForm):
    pass


def zone_choices() -> list[tuple[str, str]]:
    """Zones by region and city, as they are called in the zone database."""
    kept = [zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")]
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(kept))]


def language_choices() -> list[tuple[str, str]]:
    """The languages of the site by their own names, after the one that the browser wishes."""
    return [("", _("Like my browser")), *offered()]


class PreferencesForm(forms.Form):
    """What a member decides about themself. Saved by actions, field by field."""

    display_name = DisplayNameField()
    username = forms.CharField(
        label=gettext_lazy("Address name"),
        max_length=USERNAME_LENGTH,
        validators=[username_shape],
        help_text=gettext_lazy(
            "The end of your profile’s address: small letters, numbers and hyphens. "
            "The old address leads to the new one."
        ),
    )
    about = forms.CharField(
        label=gettext_lazy("About you"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence or two that people see on your profile."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=language_choices, required=False
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=Theme.choices, required=False)
    wants_solved_reminders = forms.BooleanField(
        label=gettext_lazy("Remind me once to say whether my question was solved"), required=False
    )
    wants_mail = forms.BooleanField(label=gettext_lazy("Send me e-mail at all"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for kind, label in NotificationKind.choices:
            if kind != NotificationKind.REMIND_SOLVED:  # has a switch of its own
                self.fields[f"channel_{kind}"] = forms.ChoiceField(
                    label=label, choices=Channel.choices, required=False
                )

    @classmethod
    def of(cls, member: Member, data: Any = None) -> "PreferencesForm":
        """The form filled with what stands now, or with what was sent."""
        initial = {name: getattr(member, name) for name in cls.base_fields}
        for kind in NotificationKind.values:
            chosen = member.channels.get(kind)
            initial[f"channel_{kind}"] = chosen or DEFAULT_CHANNELS.get(kind, Channel.NOW)
        return cls(data, initial=initial)

    def channel_fields(self) -> list[forms.BoundField]:
        """The choices of how to hear of each kind of thing."""
        return [self[name] for name in self.fields if name.startswith("channel_")]

    def values(self) -> dict[str, Any]:
        """What was chosen, with the channels that were sent gathered in one value."""
        values = {k: v for k, v in self.cleaned_data.items() if not k.startswith("channel_")}
        chosen = {
            name.removeprefix("channel_"): self.cleaned_data[name]
            for name in self.cleaned_data
            if name.startswith("channel_") and self.cleaned_data[name]
        }
        return {**values, "channels": chosen}

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()
