"""Beat's schedule: names of tasks that exist, bells that do not pile up, no apps."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.contrib.sessions.models import Session
from django.utils import timezone

from config import beat
from config.celery import app
from config.schedule import EVERY_SECONDS
from config.tasks import sweep_sessions

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def test_schedule_names_registered_tasks() -> None:
    app.loader.import_default_modules()
    assert [name for name in EVERY_SECONDS if name not in app.tasks] == []


def test_schedule_bells_expire_before_the_next() -> None:
    entries = beat.make_app().conf.beat_schedule
    assert {name: entry["options"] for name, entry in entries.items()} == {
        name: {"expires": seconds} for name, seconds in EVERY_SECONDS.items()
    }


def test_beat_does_not_load_the_apps() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from config import beat; beat.make_app().finalize(); "
            "print({'django.conf', 'django.apps', 'django.db', 'accounts'} & set(sys.modules))",
        ],
        cwd=BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "set()\n"


def test_sessions_that_have_run_out_are_swept(db: None) -> None:
    for key, hours in (("over", -1), ("under way", 1)):
        ends = timezone.now() + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for _ in range(2):  # a bell that rings twice changes nothing
        sweep_sessions.delay()
        assert list(Session.objects.values_list("session_key", flat=True)) == ["under way"]
    assert EVERY_SECONDS["config.sweep_sessions"] == 86_400
