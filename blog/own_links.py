"""Whether an address of ours leads a visitor somewhere, found out without asking the network."""

from collections.abc import Callable, Mapping

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve
from wagtail.models import Page

from accounts.models import Member
from blog.addresses import path_at
from blog.queries.documents import get_document
from blog.queries.posts import open_pages
from blog.queries.redirects import moved_to
from forum.models import Tag
from forum.queries import get_reply, get_thread
from forum.queries.visibility import get_board


def leads_somewhere(path: str) -> bool:
    """Whether a visitor finds a page at `path`: what was deleted, closed or never there leads nowhere,
    what moved leads on. Each look has a visitor of its own: what one may see is kept with them."""
    try:
        found = resolve(path)
        _looks.get(found.view_name, _fine)(found)
    except (Resolver404, Http404):
        return bool(moved_to(path))
    except (ValueError, OverflowError):
        return False
    return True


def _fine(found: ResolverMatch) -> None:
    """A page that is always there."""


def _thread(found: ResolverMatch) -> None:
    get_thread(AnonymousUser(), found.kwargs["thread_id"])


def _reply(found: ResolverMatch) -> None:
    get_reply(AnonymousUser(), found.kwargs["reply_id"])


def _board(found: ResolverMatch) -> None:
    get_board(AnonymousUser(), found.kwargs["slug"])


def _member(found: ResolverMatch) -> None:
    name = found.kwargs["username"]
    if not Member.objects.filter(Q(username=name) | Q(old_usernames__username=name)).exists():
        raise Http404


def _tag(found: ResolverMatch) -> None:
    if not Tag.objects.filter(slug=found.kwargs["slug"]).exists():
        raise Http404


def _page(found: ResolverMatch) -> None:
    path = path_at(f"/{found.args[0].strip('/')}/")
    if not open_pages(Page.objects.filter(url_path=path)).exists():
        raise Http404


def _document(found: ResolverMatch) -> None:
    get_document(AnonymousUser(), found.kwargs["pk"], found.kwargs["name"])


_looks: Mapping[str, Callable[[ResolverMatch], None]] = {
    "forum:thread": _thread,
    "forum:thread-short": _thread,
    "forum:reply": _reply,
    "forum:board": _board,
    "forum:tag": _tag,
    "accounts:profile": _member,
    "wagtail_serve": _page,
    "wagtaildocs_serve": _document,
}
