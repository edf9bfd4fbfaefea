"""Programs that run inside a stack of their own (tests/blog/test_publishing_chaos.py):

python -m tests.blog.scheduling begin     a how-to that is approved for three seconds from now
python -m tests.blog.scheduling look      its address once it is live, else nothing
"""

import sys
from datetime import timedelta

import django


def begin() -> None:
    from django.utils import timezone

    from accounts.models import Member
    from blog.actions import make_topic
    from blog.models import HowTo

    maren = Member.objects.create_user("maren", "maren@example.org", role="ambassador")
    topic = make_topic(slug="heating", title="Heating", by=maren)
    howto = HowTo(
        title="Set the link",
        slug="set-the-link",
        summary="By hand.",
        author=maren,
        owner=maren,
        live=False,
        go_live_at=timezone.now() + timedelta(seconds=3),
        steps=[("text", "<p>Press the key.</p>")],
    )
    topic.add_child(instance=howto)
    howto.save_revision(user=maren).publish(skip_permission_checks=True)


def look() -> None:
    from blog.queries import live_posts

    for post in live_posts():
        sys.stdout.write(post.get_absolute_url())


if __name__ == "__main__":
    django.setup()
    {"begin": begin, "look": look}[sys.argv[1]]()
