"""The digits of the second step: each opens once, as long as it could open at all."""

import hashlib

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from django.core.cache import cache


class OpensOnce(mfa_forms.BaseAuthenticateForm):
    """allauth remembers used digits for one period, and takes them for one more on either side:
    who looked over a shoulder could use them half a minute later."""

    def clean_code(self) -> str:
        key = self._key()
        if cache.get(key):
            # As wrong as any other, so that it is counted and told like any other.
            self.cleaned_data["code"] = ""
        code: str = super().clean_code()
        if not cache.add(key, True, timeout=valid_for()):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _key(self) -> str:
        digits = normalize_user_code(self.cleaned_data["code"])
        digest = hashlib.blake2b(digits.encode(), digest_size=16).hexdigest()
        return f"second-step-used:{self.user.pk}:{digest}"


def valid_for() -> int:
    """Seconds during which one code of an app is taken: its own period, and those around it."""
    return int(app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


class AuthenticateForm(OpensOnce, mfa_forms.AuthenticateForm):
    """Registered in MFA_FORMS."""


class ReauthenticateForm(OpensOnce, mfa_forms.ReauthenticateForm):
    """Registered in MFA_FORMS."""
