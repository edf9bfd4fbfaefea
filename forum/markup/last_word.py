"""bleach, which has the last word on every piece of user text (docs/decisions/0002).

The signs &, < and > of plain text are private characters while bleach works and become
references when it is done. That is safe in any place (a reference never opens a tag, ends an
attribute or changes a scheme) and it is needed: bleach 6.4 spends 20 microseconds on each
reference, and raises on a long numeric one in an address.
"""

import threading
from typing import Final

from bleach.sanitizer import Cleaner

from forum.markup import allowed
from forum.markup.source import AMP, LESS, MORE

_PROTOCOLS: Final = frozenset({"http", "https", "mailto"})
_local = threading.local()  # a Cleaner's parser has state: one for each thread


def last_word(html: str) -> str:
    """Return `html`, tidied before, with nothing in it that the allow-list does not name."""
    cleaner: Cleaner | None = getattr(_local, "cleaner", None)
    if cleaner is None:
        cleaner = _local.cleaner = Cleaner(
            tags=allowed.TAGS,
            attributes=allowed.allowed_attribute,
            protocols=_PROTOCOLS,
            strip=True,
            strip_comments=True,
        )
    safe = cleaner.clean(html)
    return safe.replace(AMP, "&amp;").replace(LESS, "&lt;").replace(MORE, "&gt;")
