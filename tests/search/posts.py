"""Posts of the help blog, published as an editor does it."""

import json
from typing import Any, TypeVar

from wagtail.models import PageViewRestriction

from accounts.models import Member
from blog.actions import make_topic
from blog.models import HowTo, Post, Tip, Topic

P = TypeVar("P", bound=Post)


def topic(slug: str = "heating") -> Topic:
    return make_topic(slug=slug, title=slug.capitalize())


def howto(by: Member, title: str = "Bleed a radiator", said: str = "", **more: Any) -> HowTo:
    """A how-to of one step that says `said`."""
    step = [{"type": "text", "value": f"<p>{said or 'Turn the key.'}</p>"}]
    steps = [{"type": "step", "value": {"title": "", "body": step}}]
    more = {"summary": "In five minutes.", **more}
    made = HowTo(title=title, author=by, steps=json.dumps(steps), **more)
    return _published(made, by)


def tip(by: Member, title: str, **more: Any) -> Tip:
    more = {"summary": "In five minutes.", "body": "<p>Do it.</p>", **more}
    return _published(Tip(title=title, author=by, **more), by)


def _published(made: P, by: Member) -> P:
    topic().add_child(instance=made)
    publish(made, by)
    return made


def publish(post: Post, by: Member) -> None:
    """The post as it stands in memory."""
    post.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def close(page: Any) -> None:
    """Keep a page, and what is under it, for those who have signed in."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
