"""Names: what a display name may hold, how a username is made of it, and how a stranger's words
are made harmless where a mail program would turn them into a link."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models.members import USERNAME_LENGTH

# Names that would let somebody speak for the house, or that read like a page of their own.
_RESERVED = """
about accounts admin administrator ambassador anonymous api ask board community company contact
deleted desk edit editor embassy everyone former-member help home host inbox info mail me member
members moderate moderator new nobody null official owner postmaster preferences root search
security settings staff superuser support system team undefined user webmaster
"""
RESERVED = frozenset(_RESERVED.split())
FORMER = "former-member"
"""What the address names of those who left begin with; nobody else's may."""
# Letters, marks, numbers, punctuation, symbols and plain spaces; no control, format (bidirectional
# overrides, zero-width joiners) or private characters, which make one name look like another.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and a symbol that are drawn as nothing: fillers of Korean and the empty pattern of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:/+|\b(?:mailto|javascript|data):")
# A dot, at sign, slash or colon between words is what mail programs make links of.
_JOINT = re.compile(r"(?<=[^\W_])[.。．｡@/:](?=[^\W\d_]{2})")


def plain_words(text: str) -> str:
    """One line without hidden characters, composed (NFC), single spaces."""
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in _HIDDEN
    )
    return " ".join(kept.split())


def can_be_seen(text: str) -> bool:
    """Whether anything of `text` is drawn: more than spaces, hidden characters, blanks and marks
    that stand on nothing."""
    return any(
        category not in _HIDDEN and category[0] not in "MZ" and char not in _BLANK
        for char in text
        if (category := unicodedata.category(char))
    )


def clean_display_name(raw: str) -> str:
    """A display name as it is kept. Raises ValidationError when nothing readable is left."""
    name = plain_words(raw)
    if not any(char.isalnum() and can_be_seen(char) for char in name):
        raise ValidationError(_("Write a name with at least one letter or number."), code="empty")
    return name


def inert(text: object) -> str:
    """Words of a stranger for a mail: no scheme, no host name that a program would link."""
    return _JOINT.sub(" ", _SCHEME.sub("", plain_words(str(text))))


def username_stem(display_name: str) -> str:
    """The start of a username: letters a-z, numbers and hyphens; "member" when none remain."""
    folded = slugify(unicodedata.normalize("NFKD", display_name.casefold())).replace("_", "-")
    stem = re.sub(r"-+", "-", folded)[: USERNAME_LENGTH - 7].strip("-")
    return stem if stem and stem not in RESERVED else "member"


def free_name(stem: str, taken: Collection[str]) -> str:
    """`stem`, or where that is taken, the first of stem-2, stem-3, … that is not."""
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(name for name in chain([stem], numbered) if name not in taken)
