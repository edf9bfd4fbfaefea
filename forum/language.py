"""The language of a thread: guessed from its words, unless somebody says it (decision 13)."""

import re
from typing import Any

from django.utils.html import strip_tags

from accounts.languages import first, spoken
from accounts.site import get_site
from forum.models import Thread

# A shorter text is anyone's guess: "Hub offline" is German as well.
ENOUGH_LETTERS = 12
# More than this says nothing new.
LOOKED_AT = 4_000
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
# Addresses, and model names such as RX-200, are the same in every language.
NOT_WORDS = re.compile(r"\S+://\S+|\S*[\d_@/\\]\S*")


def guessed(title: str, html: str) -> str:
    """The language that a title and a rendered text are in, among those of the site; the site's
    first where the text is short, mixed, in another language, or nobody here can tell."""
    words = strip_tags(CODE.sub(" ", html[: LOOKED_AT * 4]))
    text = NOT_WORDS.sub(" ", f"{title}. {words}"[:LOOKED_AT])
    if sum(sign.isalpha() for sign in text) < ENOUGH_LETTERS:
        return first()
    return spoken(detected(text), get_site().languages) or first()


def detected(text: str) -> str:
    """The code of the language that the text is surely in, or ""."""
    try:
        # Loaded with the first question: 4 MB that idle processes do without.
        import pycld2
    except ImportError:
        return ""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    try:
        sure, _bytes, found = pycld2.detect(plain.encode("utf-8", "ignore"))
    except pycld2.error:
        return ""
    return str(found[0][1]) if sure else ""


def language_fields(said: str, *, title: str, html: str) -> dict[str, Any]:
    """The columns of a thread whose language somebody `said`, or that is guessed where it is ""."""
    return {"language": said or guessed(title, html), "language_chosen": bool(said)}


def language_said(thread: Thread) -> str:
    """What somebody said the language is; "" where it was guessed."""
    return thread.language if thread.language_chosen else ""
