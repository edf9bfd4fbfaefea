"""The help blog with one topic, and its three kinds of people beside the three of every test."""

import pytest
from django.test import Client

from accounts.models import Member
from blog.actions import let_write, make_topic
from blog.actions.groups import AUTHORS, EDITORS, PUBLISHERS
from blog.models import Topic
from tests.conftest import make_member


@pytest.fixture
def topic(db: None) -> Topic:
    return make_topic(slug="heating", title="Heating")


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
