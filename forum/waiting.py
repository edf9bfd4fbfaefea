"""Which waiting questions this browser wrote: their tokens, kept in its session."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forum.enums import Kind
from forum.models import Thread

TOKENS = "waiting_tokens"
POSTED = "waiting_posted"
MOST_TOKENS = 5


def say_posted(request: HttpRequest, thread: Thread) -> None:
    """The word under which a new thread is shown to its author."""
    if thread.kind == Kind.QUESTION:
        words = _("Your question is live. We tell you when somebody answers.")
    else:
        words = _("It is live. We tell you when somebody replies.")
    messages.success(request, words)


def hold_token(request: HttpRequest, token: str) -> None:
    """Remember a token, the newest MOST_TOKENS of them."""
    others = [held for held in held_tokens(request) if held != token]
    request.session[TOKENS] = [*others, token][-MOST_TOKENS:]


def drop_token(request: HttpRequest, token: str) -> None:
    """Forget the token of a question that was thrown away: nothing of it waits for a code."""
    held = held_tokens(request)
    if token in held:
        request.session[TOKENS] = [other for other in held if other != token]


def held_tokens(request: HttpRequest) -> list[str]:
    """The tokens of this session; no session is made to look."""
    held = request.session.get(TOKENS, [])
    return [token for token in held if isinstance(token, str)]
