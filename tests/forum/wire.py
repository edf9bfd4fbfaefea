"""What came back over the wire, and what is in the rows, to be compared."""

import re
from typing import Any

from django.apps import apps
from django.http import HttpResponseBase

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
_CHANGING = frozenset({"Set-Cookie", "Date", "Expires"})


def body_of(response: HttpResponseBase) -> bytes:
    """The body without the form token, which is masked anew in each answer."""
    found = getattr(response, "content", None)
    if found is None:
        found = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return _TOKEN.sub(b"", found)


def headers_of(response: HttpResponseBase) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in _CHANGING}


def whole(response: HttpResponseBase) -> str:
    """Everything that went over the wire, case-folded."""
    cookies = response.cookies.output()
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{head}\n{cookies}\n{body_of(response).decode()}".casefold()


_WATCHED_ROOMS = frozenset({"forum", "accounts", "blog"})


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of our own rooms, to see that nothing changed."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in _WATCHED_ROOMS
    }
