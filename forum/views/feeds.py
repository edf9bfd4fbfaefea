"""Atom feeds: of all, a board, a thread, a member's answers. The same for everybody."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from accounts.queries import profile_of
from accounts.site import get_site
from forum.queries import feeds, get_board, get_thread
from forum.queries.feeds import EVERYBODY, Entry

LOCAL = re.compile(r'(<(?:a|img) [^>]*?(?:href|src)=")/(?!/)')
SPREAD = re.compile(r' (?:srcset|sizes)="[^"]*"(?=[^<>]*>)')


@conditional_page
@require_safe
def feed_all(request: HttpRequest) -> HttpResponse:
    words = _("%(company)s Community") % {"company": get_site().name}
    return atom(request, words, "/", feeds.newest_threads())


@conditional_page
@require_safe
def feed_board(request: HttpRequest, slug: str) -> HttpResponse:
    board = get_board(EVERYBODY(), slug)
    return atom(request, board.name, board.get_absolute_url(), feeds.newest_threads(board))


@conditional_page
@require_safe
def feed_thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(EVERYBODY(), thread_id)
    return atom(request, thread.title, thread.get_absolute_url(), feeds.replies_in(thread))


@conditional_page
@require_safe
def feed_answers(request: HttpRequest, username: str) -> HttpResponse:
    member = profile_of(username)
    if member is None:
        raise Http404
    words = _("Answers by %(name)s") % {"name": member.display_name}
    return atom(request, words, member.get_absolute_url(), feeds.answers_by(member))


def atom(request: HttpRequest, title: str, path: str, entries: Sequence[Entry]) -> HttpResponse:
    """A feed of `entries`, newest first; `path` is the page that it goes with."""
    site = settings.SITE_URL
    feed = Atom1Feed(
        title=title,
        link=f"{site}{path}",
        description="",
        language=get_language(),
        feed_url=f"{site}{request.path}",
        feed_guid=f"{site}{request.path}",
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=f"{site}{entry.url}",
            unique_id=f"{site}{entry.key}",
            description=_absolute(entry.html),
            author_name=entry.author.display_name,
            author_link=f"{site}{entry.author.get_absolute_url()}",
            pubdate=entry.at,
            updateddate=entry.changed_at,
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def _absolute(html: str) -> str:
    """A text whose links and pictures lead here from wherever it is read. A picture has one size:
    who reads elsewhere may take the others for pictures of that place."""
    html = SPREAD.sub("", html)
    return LOCAL.sub(rf"\g<1>{settings.SITE_URL}/", html)
