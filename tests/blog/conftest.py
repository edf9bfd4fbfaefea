"""Fixtures of the help blog: a topic, a how-to that Maren publishes, and who writes at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from blog.actions import let_write, make_topic
from blog.actions.groups import AUTHORS, EDITORS, PUBLISHERS
from blog.models import HowTo, Post, Source, Topic
from forum.actions.solutions import accept_solution
from forum.models import Reply, Thread
from tests.conftest import make_member

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
    from blog.actions.checks import digest_of, look_at_threads
    from blog.actions.publishing import settle_post

    def make(howto: Post, thread: Thread) -> Source:
        reply = thread.solution
        assert reply is not None
        source = Source.objects.create(
            howto_id=howto.pk,
            thread=thread,
            reply=reply,
            digest=digest_of(reply.source),
            by=maren,
            is_published=True,
        )
        settle_post(howto.pk)
        look_at_threads()
        return source

    return make


def _person(name: str, group: str) -> Member:
    member = make_member(name, role="ambassador")
    let_write(member, group=group)
    return member


@pytest.fixture
def author(topic: Topic) -> Member:
    return _person("amira", AUTHORS)


@pytest.fixture
def editor(topic: Topic) -> Member:
    return _person("edda", EDITORS)


@pytest.fixture
def publisher(topic: Topic) -> Member:
    return _person("petra", PUBLISHERS)


def _signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def authoring(author: Member) -> Client:
    return _signed_in(author)


@pytest.fixture
def editing(editor: Member) -> Client:
    return _signed_in(editor)


@pytest.fixture
def publishing(publisher: Member) -> Client:
    return _signed_in(publisher)
