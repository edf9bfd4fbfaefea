"""Rendering many texts on several processors: it is what an import spends its time on.

The children import the markup package and nothing of Django, and they end with their parent,
however it ends.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from types import TracebackType
from typing import NamedTuple, TypeVar

from forum.markup import IMPORT_CAP, TextTooLong, clean, render

T = TypeVar("T")
S = TypeVar("S")
SHARE = 50  # texts sent to a child at a time


class Text(NamedTuple):
    """What to render; `base_url` is what relative links in it stand on."""

    source: str
    source_format: str
    base_url: str


class Outcome(NamedTuple):
    """A rendered text, or the `problem` that kept it from being rendered."""

    html: str = ""
    gist: str = ""
    version: int = 0
    problem: str = ""


def render_texts(texts: Sequence[Text]) -> list[Outcome]:
    """Render each text. Never raises: one that cannot be rendered says so."""
    return [_render(text) for text in texts]


def _render(text: Text) -> Outcome:
    try:
        done = render(
            text.source,
            source_format=text.source_format,
            cap=IMPORT_CAP,
            base_url=text.base_url or None,
        )
    except TextTooLong:
        return Outcome(problem="too long")
    except Exception as error:  # a text must not end an import of a million others
        return Outcome(problem=f"could not be rendered ({type(error).__name__})")
    if not done.html.strip():
        return Outcome(problem="nothing is left of it that may be shown")
    return Outcome(done.html, done.gist, done.version)


def clean_texts(htmls: Sequence[str]) -> list[str]:
    """Each of these with only what the allow-list names."""
    return [clean(html) for html in htmls]


class Renderer:
    """Renders in `workers` child processes, or in this one when 0. A context manager."""

    def __init__(self, workers: int) -> None:
        self._pool = (
            ProcessPoolExecutor(
                workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_stay_with_parent,
            )
            if workers
            else None
        )

    def submit(self, texts: Sequence[Text]) -> Callable[[], list[Outcome]]:
        """Begin rendering; calling what is returned waits for the outcomes, in order."""
        return self._submit(render_texts, texts)

    def submit_clean(self, htmls: Sequence[str]) -> Callable[[], list[str]]:
        """The same for what is HTML of ours already and is cleaned once more."""
        return self._submit(clean_texts, htmls)

    def _submit(
        self, work: Callable[[Sequence[T]], list[S]], texts: Sequence[T]
    ) -> Callable[[], list[S]]:
        if self._pool is None:
            done = work(texts)
            return lambda: done
        shares: list[Future[list[S]]] = [
            self._pool.submit(work, texts[n : n + SHARE]) for n in range(0, len(texts), SHARE)
        ]
        return lambda: list(chain.from_iterable(share.result() for share in shares))

    def __enter__(self) -> "Renderer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _stay_with_parent() -> None:
    """In a child: leave Ctrl-C to the parent, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_it() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end_with_it, daemon=True).start()
