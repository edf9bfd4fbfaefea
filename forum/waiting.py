"""Which waiting questions this browser wrote: their tokens, kept in its session."""

from django.http import HttpRequest

TOKENS = "waiting_tokens"
POSTED = "waiting_posted"
MOST_TOKENS = 5


def hold_token(request: HttpRequest, token: str) -> None:
    """Remember a token, the newest MOST_TOKENS of them."""
    others = [held for held in held_tokens(request) if held != token]
    request.session[TOKENS] = [*others, token][-MOST_TOKENS:]


def held_tokens(request: HttpRequest) -> list[str]:
    """The tokens of this session; no session is made to look."""
    held = request.session.get(TOKENS, [])
    return [token for token in held if isinstance(token, str)]
