"""The demo and development: DEBUG on, mail in files, a key that is no secret."""

from config.settings.base import *  # noqa: F403

DEBUG = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost
SECRET_KEY = "not-a-secret-only-for-the-demo-and-development-0123456789"  # noqa: S105
# DEBUG decides what is shown (reports of our errors, /dev/mail/); speed and the bytes on the wire
# stay as in production. A change under static/ shows after the next `make demo`.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
TEMPLATES[0]["APP_DIRS"] = False  # noqa: F405
TEMPLATES[0]["OPTIONS"]["loaders"] = [  # noqa: F405
    (
        "django.template.loaders.cached.Loader",
        [
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ],
    )
]
