"""`make bench`: the demo's settings with DEBUG off, because DEBUG keeps a log of every query."""

from config.settings.dev import *  # noqa: F403

DEBUG = False
