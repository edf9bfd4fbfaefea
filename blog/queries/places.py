"""Whether an address of this site leads a visitor somewhere, asked of the doors that its pages ask,
and of no network."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import Http404
from django.urls import Resolver404, resolve

from accounts.providers import may_see_file
from accounts.queries.members import member_named
from blog.queries.documents import get_document
from blog.queries.information import get_public_page
from blog.queries.pages import front, get_series, get_topic
from blog.queries.posts import get_post
from blog.queries.redirects import moved_to
from forum.queries.old import get_imported
from forum.queries.tags import get_tag
from forum.queries.visibility import get_board, visible_replies, visible_threads

Door = Callable[..., object]
# Where the company works: whoever reads a post finds nothing there.
COMPANY = ("/admin/", "/cms/", "/desk/", "/moderate/", "/settings/")


def is_there(path: str) -> bool:
    """Whether a visitor who goes to `path` (as blog.addresses.own_path gives it) finds a page, if need
    be by way of a redirect, or a page that lets them in once they have signed in."""
    if "\0" in path or path.startswith(COMPANY):
        return False
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        return _is_open(path) or bool(moved_to(path))
    except (ValueError, SuspiciousOperation):  # a number that no database takes, a file elsewhere
        return False


def _is_open(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        # Django leads on to the same with a slash.
        return not path.endswith("/") and _is_open(f"{path}/")
    named = found.kwargs
    asked = [door for name, door in BY_ARGUMENT.items() if name in named]
    asked += [BY_NAME[found.view_name]] if found.view_name in BY_NAME else []
    # One person for each address: who asks carries what they may see.
    viewer = AnonymousUser()
    try:
        answers = [door(viewer, *found.args, **named) for door in asked]
    except Http404:
        return False
    return all(answers)


def _page(viewer: AnonymousUser, path: str) -> object:
    """What stands at help/…/ or about/…/, like blog.views.help_page."""
    slugs = path.strip("/").split("/")
    if slugs[0] == "about":
        return get_public_page(path)
    doors: tuple[Door, ...] = (front, lambda: get_topic(slugs[1]), lambda: get_post(path))
    return len(slugs) <= len(doors) and doors[len(slugs) - 1]()


BY_ARGUMENT: Mapping[str, Door] = {
    "thread_id": lambda viewer, **n: visible_threads(viewer).filter(pk=n["thread_id"]).exists(),
    "reply_id": lambda viewer, **n: visible_replies(viewer).filter(pk=n["reply_id"]).exists(),
    "username": lambda viewer, username, **n: member_named(username),
}


def _of_slug(door: Callable[[Any, str], object]) -> Door:
    return lambda viewer, slug, **n: door(viewer, slug)


BY_NAME: Mapping[str, Door] = {
    "forum:board": _of_slug(get_board),
    "forum:feed-board": _of_slug(get_board),
    "forum:tag": _of_slug(get_tag),
    "forum:old": lambda viewer, source, external_id: get_imported(viewer, source, external_id),
    "help-tag": _of_slug(get_tag),
    "help-series": _of_slug(lambda viewer, slug: get_series(slug)),
    "feed-help-topic": _of_slug(lambda viewer, slug: get_topic(slug)),
    "wagtail_serve": _page,
    "wagtaildocs_serve": lambda viewer, pk, name: get_document(viewer, pk, name),
    "accounts:media": lambda viewer, name: (
        may_see_file(viewer, name) is not None and default_storage.exists(name)
    ),
}
