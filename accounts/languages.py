"""Which language a page or a mail is in: a reader's own choice, else what their browser wishes,
always among those that the site has switched on (accounts.site)."""

import re
from collections.abc import Collection
from functools import cache, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import Member
from accounts.site import get_site

Words = str | Promise
# A language as BCP 47 writes it, as far as anything here needs.
TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@cache
def names() -> dict[str, str]:
    """Code → what speakers of the language call it."""
    return {code: str(name) for code, name in settings.LANGUAGES}


def offered() -> list[tuple[str, str]]:
    """Code and own name of each language that is switched on."""
    return [(code, names()[code]) for code in get_site().languages]


def first() -> str:
    """The language of whoever wishes for none that is switched on."""
    return get_site().languages[0]


def spoken(wish: str, among: Collection[str]) -> str:
    """The code among `among` that serves a wish like "de-AT", or ""."""
    wish = wish.lower()
    return next((code for code in (wish, wish.partition("-")[0]) if code in among), "")


def of_browser(request: HttpRequest) -> str:
    """A visitor's language: what they chose here before, else the best that their browser wishes."""
    among = get_site().languages
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in among:
        return chosen
    wishes = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    found = (spoken(wish, among) for wish, _weight in wishes)
    return next((code for code in found if code), first())


def of_member(member: Member) -> str:
    """What a member chose, or "" where they leave it to their browser."""
    return member.language if member.language in get_site().languages else ""


def for_mail(member: Member) -> str:
    """A member's language where there is no browser to ask."""
    return of_member(member) or first()


def said_again(label: Words, words: str) -> str:
    """Words that begin with a label as it was noted, in the site's first language, with the label in
    the reader's; others as they are."""
    with override(settings.LANGUAGE_CODE):
        noted = str(label)
    return f"{label}{words.removeprefix(noted)}" if words.startswith(noted) else words


def lang(language: str) -> SafeString:
    """The attribute that marks words in `language`, or nothing where the page is in it already."""
    return _mark(language, get_language() or "")


@lru_cache(maxsize=256)
def _mark(language: str, page: str) -> SafeString:
    if language.partition("-")[0] == page or not TAG.fullmatch(language):
        return SafeString("")
    return mark_safe(f' lang="{language}"')
