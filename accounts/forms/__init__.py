from accounts.forms.members import (
    DisconnectForm,
    DisplayNameField,
    LoginCodeForm,
    PreferencesForm,
    ResetCodeForm,
    SignupForm,
    SocialSignupForm,
    VerifyEmailForm,
)

__all__ = [
    "DisconnectForm",
    "DisplayNameField",
    "LoginCodeForm",
    "PreferencesForm",
    "ResetCodeForm",
    "SignupForm",
    "SocialSignupForm",
    "VerifyEmailForm",
]
