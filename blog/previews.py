"""A post as it will look, while it is still being written."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.enums import Part
from blog.models import Post, Rendering, Topic
from blog.queries.pages import PostPage
from blog.rendering import render_post


def show_preview(request: HttpRequest, post: Any) -> HttpResponse:
    """The page of `post`, a how-to, tip or announcement as it stands in an editor's form."""
    rendered = render_post(post)
    post.rendering = Rendering(
        html=rendered.html,
        outline=rendered.outline,
        tested=rendered.tested,
        minutes=rendered.minutes,
    )
    # By these names the page asks of which kind a post is.
    setattr(post, post._meta.model_name, post)
    topic = Topic.objects.filter(path=(post.path or "")[: -Post.steplen]).first()
    post.topic_title, post.topic_slug = (topic.title, topic.slug) if topic else ("", "")
    context = {"place": "help", "post": post, "kind": post, "page": _around(post)}
    return render(request, "blog/post.html", {**context, "is_preview": True})


def _around(post: Any) -> PostPage:
    named = [credit for credit in post.credits.all() if credit.member_id]
    of = {part: [c.member for c in named if c.part == part] for part in Part}
    return PostPage(
        post=post,
        kind=post,
        authors=[*([post.author] if post.author_id else []), *of[Part.AUTHOR]],
        solvers=of[Part.SOLVER],
        askers=of[Part.ASKER],
        threads=[],
        series=[],
        related=[],
        tags=list(post.tags.all()),
    )
