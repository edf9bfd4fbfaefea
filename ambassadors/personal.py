"""Personal data in public messages: found, said, and never stored in clear beyond its source."""

import re
from dataclasses import dataclass

# What looks like one of these is hidden; a booking code or a model number is neither.
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+", re.UNICODE)
# Eight digits or more, with the signs that people put between them.
NUMBER = re.compile(r"(?<![\w#@/.:-])\+?\d(?:[ ()/.-]{0,2}\d){7,18}(?![\w@])")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
HIDDEN_ADDRESS, HIDDEN_NUMBER, HIDDEN_ACCOUNT = "[mail address]", "[number]", "[account number]"


@dataclass(frozen=True)
class Masked:
    """A text without personal data; `hid` says whether there was any."""

    text: str
    hid: bool


def mask(text: str) -> Masked:
    """`text` with mail addresses, telephone, card and account numbers hidden."""
    clean = IBAN.sub(HIDDEN_ACCOUNT, text)
    clean = ADDRESS.sub(HIDDEN_ADDRESS, clean)
    clean = NUMBER.sub(_number, clean)
    return Masked(clean, clean != text)


def _number(found: re.Match[str]) -> str:
    """A day such as 2026-11-22 10:52 is no telephone number."""
    if re.match(
        r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d", found[0]
    ):
        return found[0]
    return HIDDEN_NUMBER
