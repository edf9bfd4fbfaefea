"""A post for tests that make many of one thing."""

from accounts.enums import Role
from accounts.models import Member
from blog.actions import make_topic
from blog.models import Post, Rendering, Tip
from tests.conftest import make_member


def one_post() -> Post:
    """The same published tip, each time."""
    found = Post.objects.filter(slug="one").first()
    if found is not None:
        return found
    member = Member.objects.filter(username="writer").first()
    member = member or make_member("writer", role=Role.AMBASSADOR)
    topic = make_topic(slug="one-topic", title="One topic")
    tip = Tip(title="One", slug="one", summary="One.", author=member, body="<p>One.</p>")
    topic.add_child(instance=tip)
    tip.save_revision().publish(skip_permission_checks=True)
    assert Rendering.objects.filter(post=tip).exists()
    return Post.objects.get(pk=tip.pk)
