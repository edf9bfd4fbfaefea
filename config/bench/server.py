"""The web server of `manage.py serve` with one more address, /constant, answered before Django."""

from collections.abc import Callable, Iterable
from typing import Any

from config.web import load_views, serve
from config.wsgi import application

BODY = b"constant bytes, as small as an answer can be\n"


def with_constant(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/constant, or what the product answers."""
    if environ["PATH_INFO"] == "/constant":
        start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))]
        )
        return [BODY]
    return application(environ, start_response)


if __name__ == "__main__":
    load_views()
    serve(with_constant)
