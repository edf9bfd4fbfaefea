"""A post as it will look, while it is still being written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.actions.publishing import rendering_of
from blog.enums import Part
from blog.models import Post, Topic
from blog.queries.pages import PostPage, named_in


def show_preview(request: HttpRequest, post: Any) -> HttpResponse:
    """The page of `post`, a how-to, tip or announcement as it stands in an editor's form."""
    post.rendering = rendering_of(post, post)
    # By these names the page asks of which kind a post is.
    setattr(post, post._meta.model_name, post)
    topic = Topic.objects.filter(path=(post.path or "")[: -Post.steplen]).first()
    post.topic_title, post.topic_slug = (topic.title, topic.slug) if topic else ("", "")
    context = {"place": "help", "post": post, "kind": post, "page": _around(post)}
    return render(request, "blog/post.html", {**context, "is_preview": True})


def _around(post: Any) -> PostPage:
    of = named_in(credit for credit in post.credits.all() if credit.member_id)
    return PostPage(
        post=post,
        kind=post,
        authors=[*([post.author] if post.author_id else []), *of[Part.AUTHOR]],
        solvers=of[Part.SOLVER],
        askers=of[Part.ASKER],
        threads=[],
        backlinks=[],
        series=[],
        related=[],
        tags=list(post.tags.all()),
    )
