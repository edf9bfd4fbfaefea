"""Atom feeds of the help blog: of all posts, a topic, an author. The same for everybody."""

import re

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from accounts.queries import profile_of
from blog.models import Post
from blog.queries import pages
from blog.queries.posts import live_posts
from forum.queries.feeds import ENTRIES, Entry
from forum.views.feeds import atom

ICON = re.compile(r"<svg .*?</svg>")


@conditional_page
@require_safe
def feed_help(request: HttpRequest) -> HttpResponse:
    return atom(request, _("How-tos"), "/help/", _entries(live_posts()))


@conditional_page
@require_safe
def feed_topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = pages.get_topic(slug)
    return atom(request, topic.title, f"/help/{slug}/", _entries(pages.posts_of_topic(topic)))


@conditional_page
@require_safe
def feed_author(request: HttpRequest, username: str) -> HttpResponse:
    member = profile_of(username)
    if member is None:
        raise Http404
    words = _("How-tos by %(name)s") % {"name": member.display_name}
    path = f"/help/by/{member.username}/"
    return atom(request, words, path, _entries(pages.posts_by(member)))


def _still(html: str) -> str:
    """What a feed reader can show: icons are drawn by our pages alone."""
    return ICON.sub("", html)


def _entries(posts: QuerySet[Post]) -> list[Entry]:
    rows = posts.select_related("author", "rendering")
    return [
        Entry(
            key=f"/help/#{post.pk}",
            title=post.title,
            url=post.get_absolute_url(),
            html=f"<p>{escape(post.summary)}</p>{_still(post.rendering.html)}",
            author=post.author,
            at=post.first_published_at or post.latest_revision_created_at,
            changed_at=post.last_published_at or post.first_published_at,
        )
        for post in rows.order_by("-first_published_at", "-pk")[:ENTRIES]
    ]
