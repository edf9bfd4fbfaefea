"""Settings that hold everywhere. What differs by place stands in dev, test and prod.

Everything that a place decides is read from the environment; see docs/operations.md.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from config import places
from config.settings.providers import social_providers

BASE_DIR = places.BASE_DIR
DATA_DIR = places.data_dir()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
PORT = places.port()
SITE_URL = os.environ.get("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

SOCIALACCOUNT_PROVIDERS = social_providers()
INSTALLED_APPS = [
    "config",
    "ambassadors",
    "search",
    "blog",
    "forum",
    "reputation",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # Only houses whose keys are there have addresses.
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS),
    "wagtail.contrib.redirects",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.canonical_host",
    "accounts.middleware.one_look_at_versions",
    "accounts.middleware.reader_language",
    "csp.middleware.CSPMiddleware",
    "config.middleware.page_headers",
    "config.middleware.Compress",
    # Reads what it answers in place of, so before it is compressed.
    "config.middleware.human_errors",
    "ambassadors.middleware.unchanged_queue",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.refuse_nul",
    "config.middleware.refuse_many_fields",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.member_preferences",
    "accounts.middleware.onward",
    "accounts.middleware.second_step",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
            "builtins": ["accounts.templatetags.look"],
        },
    },
]


def sqlite(path: Path) -> dict[str, Any]:
    """A SQLite database that eight writers can share.

    WAL, transactions that take the write lock when they begin (IMMEDIATE) and a busy timeout:
    with deferred transactions eight writers get "database is locked" in a third of their tries.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
                # What was deleted is overwritten, so that nothing of an erased member stays.
                "PRAGMA secure_delete=ON;"
            ),
        },
    }


if os.environ.get("DATABASE_URL"):
    DATABASES: dict[str, Any] = {
        "default": dj_database_url.parse(
            os.environ["DATABASE_URL"], conn_max_age=600, conn_health_checks=True
        )
    }
else:
    DATABASES = {"default": sqlite(DATA_DIR / "embassy.sqlite3")}

CACHES = {"default": {"BACKEND": "config.cache.SteadyDatabaseCache", "LOCATION": "cache"}}

# Accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Member"
# One door: allauth's, with its limits. It extends Django's, so permissions work as ever.
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "forum:home"
LOGOUT_REDIRECT_URL = "forum:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "confirm_login_code": "accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.VerifyEmailForm",
    "confirm_password_reset_code": "accounts.forms.ResetCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
# Codes: six digits, ten minutes, five tries; with the limits below a guesser has 50 tries an hour
# at one address, one chance in 20,000.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    # Tries of one code (accounts.forms.members.count_try).
    "code_entry": "5/10m/key",
    # Visitors who ask: questions that wait, per address and per network.
    "ask": "20/h/ip,5/h/key",
    # What a member who writes is offered.
    "complete": "120/m/key",
    # Flags of one member.
    "flag": "20/h/key",
    # Looks at an account elsewhere that a member says is theirs: some networks charge for them.
    "proof": "10/h/user,100/d/key",
    # Requests that bring a picture, whether it is taken or not; a day has a limit of its own
    # (forum.permissions.check_can_upload).
    "upload": "200/h/ip,60/h/user",
}
# A second step: an authenticator app, a passkey, or a recovery code. Who speaks for the company
# needs one at every door (accounts.middleware.second_step); nothing in the environment changes that.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
# They remember used digits as long as the tolerance takes them.
MFA_FORMS = {
    "authenticate": "accounts.forms.second_step.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_step.ReauthenticateForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
SECOND_STEP_ROLES: tuple[str, ...] = ("ambassador", "staff")
# Sign-in from other houses. An account is never taken over because two addresses are equal.
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.forms.SocialSignupForm",
    "disconnect": "accounts.forms.DisconnectForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT") or "0")
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_DISPLAY = "accounts.queries.display_name"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Mail and tasks ---------------------------------------------------------------------------
EMAIL_BACKEND = "config.mailfolder.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = os.environ.get(
    "DEFAULT_FROM_EMAIL", "Ostrel Community <community@example.org>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

BROKER_DIR = DATA_DIR / "broker"

# Where the search index is: on an Elasticsearch, in indexes whose names begin with the prefix, or
# else in a folder.
SEARCH_URL = os.environ.get("SEARCH_URL", "")
SEARCH_PREFIX = os.environ.get("SEARCH_PREFIX", "embassy")
SEARCH_DIR = DATA_DIR / "index"
# The model that tells what texts mean (search/embeddings.py); "" turns it off.
SEARCH_EMBEDDING = os.environ.get("SEARCH_EMBEDDING", "wordllama")
# Seconds that a page waits for Elasticsearch, and a request that writes to it.
SEARCH_TIMEOUT = float(os.environ.get("SEARCH_TIMEOUT") or "0.4")
SEARCH_INDEX_TIMEOUT = float(os.environ.get("SEARCH_INDEX_TIMEOUT") or "1.5")
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"

# Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
# Each by its own name: whoever looks for a language reads that one. /settings/ narrows the choice.
LANGUAGES = [("en", "English"), ("nl", "Nederlands"), ("de", "Deutsch"), ("es", "Español")]
# A visitor's choice; a member's stands in their row.
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_HTTPONLY = True
# Dates as people write them; without it English ones would be American.
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 3600

# Safety -----------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A how-to of 120 steps is so many fields, at /cms/; forms elsewhere, and addresses, have MOST_FIELDS
# (config.middleware).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
MOST_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 8
FILE_UPLOAD_HANDLERS = [
    "accounts.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    # /cms/ has a policy of its own: blog/cms.py.
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Embassy"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
# Old addresses are led on by blog.actions.moves, which also does what a killed process left undone.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "blog.approval.publish_approved"
# Pictures are decoded in a box and kept as WebP, and so are those that are made of them.
WAGTAILIMAGES_IMAGE_FORM_BASE = "blog.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = dict.fromkeys(("gif", "jpeg", "png", "webp"), "webp")
# Leaflets, lists and tables: what a reader's programs open without running anything. Archives and
# office files may hold both.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "blog.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "txt", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 8_000_000
# Hosts whose films may play in a frame on a page of the help blog, once somebody asks for it; films
# elsewhere are a link. Empty: all are.
VIDEO_HOSTS = os.environ.get("VIDEO_HOSTS", "youtube.com youtu.be vimeo.com").split()

# The company's name until somebody gives another at /settings/ (accounts.site).
SITE_NAME = os.environ.get("SITE_NAME", "Ostrel")

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
