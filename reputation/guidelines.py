"""The guidelines that a new site starts with, under the number 1. Staff may set others."""

from django.utils.translation import gettext_lazy as _

FIRST = 1


FIRST_TEXT = (
    _(
        "You are one of us by helping, and not by hours: nobody counts yours. Come when you "
        "like, and stay away when life asks for it."
    ),
    _(
        "Be kind first. Whoever asks may be tired, new or afraid of the answer. Disagree "
        "with what was said, never with who said it."
    ),
    _(
        "Say what you know and what you guess. A wrong answer in your name is believed "
        "longer than others’, so correct it where it stands."
    ),
    _(
        "What the term opens is for the next reader, not for winning. Say why whenever you "
        "move, retag, mark or confirm something: everybody concerned reads it."
    ),
    _(
        "Leave alone where you have a side: your own threads and answers, quarrels you are "
        "in, and whatever somebody pays you for."
    ),
    _("What you read on the superusers’ own board stays there."),
    _(
        "You speak for yourself, not for the company. Promise nothing in its name, and send "
        "what only it can settle to an ambassador."
    ),
    _(
        "You may step down at any time and need not say why. The company may take away what "
        "the term opens, one thing or all of it, and says why."
    ),
)


def first_text() -> str:
    """In the reader's language, a paragraph for each point."""
    return "\n\n".join(map(str, FIRST_TEXT))
