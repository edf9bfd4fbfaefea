from accounts.forms.members import (
    DisplayNameField,
    LoginCodeForm,
    PreferencesForm,
    ResetCodeForm,
    SignupForm,
    SocialSignupForm,
    VerifyEmailForm,
)

__all__ = [
    "DisplayNameField",
    "LoginCodeForm",
    "PreferencesForm",
    "ResetCodeForm",
    "SignupForm",
    "SocialSignupForm",
    "VerifyEmailForm",
]
