from accounts.forms.members import (
    DisplayNameField,
    LoginCodeForm,
    PreferencesForm,
    ResetCodeForm,
    SignupForm,
    VerifyEmailForm,
)

__all__ = [
    "DisplayNameField",
    "LoginCodeForm",
    "PreferencesForm",
    "ResetCodeForm",
    "SignupForm",
    "VerifyEmailForm",
]
