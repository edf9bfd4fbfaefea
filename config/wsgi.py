"""The WSGI application that granian serves."""

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.core.wsgi import get_wsgi_application

from accounts.stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request, with room on the stack for all that stands below."""
    return with_room(partial(_django, environ, start_response))
