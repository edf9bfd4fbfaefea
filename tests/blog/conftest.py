"""Fixtures of the help blog: a topic, and a how-to that Maren publishes."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Member
from blog.actions import make_topic
from blog.models import HowTo, Post, Source, Topic
from forum.actions.solutions import accept_solution
from forum.models import Reply, Thread

STEPS: list[tuple[str, Any]] = [
    ("text", "<p>Older boilers understand one short word.</p>"),
    (
        "step",
        {
            "title": "Read the label",
            "body": [("text", "<p>It is on the underside.</p>")],
            "branch": {"yes": "", "no": "", "no_step": None},
        },
    ),
    (
        "step",
        {
            "title": "Change the link",
            "body": [("path", ["Boiler", "Link"])],
            "branch": {"yes": "You are done.", "no": "Look again.", "no_step": 1},
        },
    ),
]
Publish = Callable[..., Post]


@pytest.fixture
def topic(maren: Member) -> Topic:
    return make_topic(slug="heating", title="Heating", by=maren)


@pytest.fixture
def publish(topic: Topic, maren: Member) -> Publish:
    """Write a post under the topic, and publish it: `publish("Set the link", tags=[…])`."""

    def make(title: str, *, kind: type[Post] = HowTo, live: bool = True, **fields: Any) -> Post:
        many = {name: fields.pop(name) for name in ("tags", "boards", "releases") if name in fields}
        if kind is HowTo:
            fields.setdefault("steps", STEPS)
        post = kind(
            title=title,
            **{
                "slug": title.lower().replace(" ", "-"),
                "summary": f"{title}, step by step.",
                "author": maren,
                "owner": maren,
                "live": False,
                **fields,
            },
        )
        for name, rows in many.items():
            setattr(post, name, rows)
        topic.add_child(instance=post)
        revision = post.save_revision(user=maren)
        if live:
            revision.publish(skip_permission_checks=True)
        post.refresh_from_db()
        return post

    return make


@pytest.fixture
def howto(publish: Publish) -> Post:
    return publish("Set the link by hand")


@pytest.fixture
def solved(thread: Thread, answer: Reply, noor: Member) -> Thread:
    """Noor's question, solved by Tomasz' answer."""
    accept_solution(answer, by=noor)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def feed(maren: Member) -> Callable[[Post, Thread], Source]:
    """Say that a how-to was made of the Solution of a thread."""
    from blog.actions.checks import digest_of
    from blog.actions.publishing import settle_post

    def make(howto: Post, thread: Thread) -> Source:
        reply = thread.solution
        assert reply is not None
        source = Source.objects.create(
            howto_id=howto.pk, thread=thread, reply=reply, digest=digest_of(reply.source), by=maren
        )
        settle_post(howto.pk)
        return source

    return make
