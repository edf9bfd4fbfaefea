"""Where this installation keeps its files; standard library only.

The settings, the supervisor and the beat all read these, and the last two must stay small: they
do not import Django.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


# Keys in the environment with which a network tells by itself what is new or gone.
STREAM_KEYS = ("X_BEARER_TOKEN", "BLUESKY_APP_PASSWORD", "MASTODON_ACCESS_TOKEN")


def data_dir() -> Path:
    """The folder of database, index, media, mail and queue: DATA_DIR, or .data in the checkout."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").resolve()


def port() -> int:
    """The port of the web server: PORT, or 8000. Exits with a sentence for anything else."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536):
        raise SystemExit(f"PORT is {text!r}, which is no port: choose a number from 1 to 65535.")
    return int(text)


def hears_streams() -> bool:
    """Whether a process that listens to the networks' streams has anything to listen to."""
    return any(os.environ.get(name, "").strip() for name in STREAM_KEYS)


def broker_url() -> str:
    """The broker's address: CELERY_BROKER_URL, or files in DATA_DIR, which need no server."""
    return os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost"


def broker_options(url: str) -> dict[str, object]:
    """Options of the broker's transport for `url`: the folders, when the broker is made of files.

    The wait between two looks at an empty queue is 0.5 s: a bell is heard soon, and an idle
    worker costs next to nothing.
    """
    if not url.startswith("filesystem"):
        return {}
    folder = data_dir() / "broker"
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "taken"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.5,
    }
