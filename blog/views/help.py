"""/help/: the front page, topics, posts, series, and what somebody wrote."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import profile_of
from blog.models import Post
from blog.queries import pages
from blog.queries.pages import list_posts, post_page, siblings
from blog.queries.posts import get_post
from blog.videos import origins
from forum.queries.tags import get_tag


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "blog/front.html", {"place": "help", "front": pages.front()})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = pages.get_topic(slug)
    rows = list_posts(pages.posts_of_topic(found), request.GET.get("after", ""))
    feed = f"/feeds/help/{slug}/"
    context = {"place": "help", "topic": found, "rows": rows, "title": found.title, "feed": feed}
    return render(request, "blog/list.html", context)


@require_safe
def by_member(request: HttpRequest, username: str) -> HttpResponse:
    member = profile_of(username)
    if member is None:
        raise Http404
    rows = list_posts(pages.posts_by(member), request.GET.get("after", ""))
    feed = f"/feeds/help/by/{member.username}/"
    context = {"place": "help", "author": member, "rows": rows, "feed": feed}
    return render(request, "blog/list.html", context | {"title": member.display_name})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_tag(request.user, slug)
    rows = list_posts(pages.posts_tagged(found), request.GET.get("after", ""))
    context = {"place": "help", "tag": found, "rows": rows, "title": found.name}
    return render(request, "blog/list.html", context)


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    found, posts = pages.get_series(slug)
    context = {"place": "help", "series": found, "posts": posts}
    return render(request, "blog/series.html", context)


def post(request: HttpRequest, path: str) -> HttpResponse:
    """A post at its address; `path` ends with a slash."""
    return render_post_page(request, get_post(path))


def render_post_page(request: HttpRequest, found: Post) -> HttpResponse:
    page = post_page(request.user, found)
    before, after = siblings(page.series, found)
    context = {"place": "help", "page": page, "post": found, "kind": page.kind}
    answer = render(request, "blog/post.html", context | {"before": before, "after": after})
    return _with_frames(answer) if "data-video=" in found.rendering.html else answer


def _with_frames(answer: HttpResponse) -> HttpResponse:
    """A page with films may load their frames; no other page may load any."""
    answer._csp_update = {"frame-src": origins(settings.VIDEO_HOSTS)}  # type: ignore[attr-defined]
    return answer


def help_page(request: HttpRequest, path: str) -> HttpResponse:
    """Whatever stands at help/…/: the front page, a topic or a post."""
    slugs = path.strip("/").split("/")[1:]
    answers: dict[int, Callable[[], HttpResponse]] = {
        0: lambda: front(request),
        1: lambda: topic(request, slugs[0]),
        2: lambda: post(request, path),
    }
    if len(slugs) not in answers:
        raise Http404
    return answers[len(slugs)]()
