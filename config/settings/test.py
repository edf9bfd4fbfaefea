"""Tests: as the demo, with quick passwords, mail in memory and tasks run at once."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="embassy-test-"))

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA_DIR, DATABASES

# Two processes of one run inherit one DATA_DIR; each removes the index that its own tests leave.
SEARCH_DIR = DATA_DIR / os.environ.get("PYTEST_XDIST_WORKER", "alone") / "index"
SECRET_KEY = "not-a-secret-only-for-tests-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests of the second step put it back (tests/accounts/test_second_step.py), and one looks that
# production has it.
SECOND_STEP_ROLES = ()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the race tests need several connections to one database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
