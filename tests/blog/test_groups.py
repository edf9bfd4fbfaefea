"""Who writes, reviews and publishes: refusals first."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.actions.roles import follow_role
from accounts.models import Member
from accounts.providers import answers
from blog.actions import make_help
from blog.actions.groups import AUTHORS, EDITORS
from blog.models import HowTo, Post, Topic
from tests.blog.desk import add_howto, edit_howto
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]


def names(member: Member) -> list[str]:
    return list(member.groups.order_by("name").values_list("name", flat=True))


def test_a_customer_in_the_group_writes_nothing(
    as_member: AsMember, topic: Topic, sasha: Member
) -> None:
    sasha.groups.add(Group.objects.get(name=AUTHORS))
    assert add_howto(as_member(sasha), topic).status_code == 404
    assert Post.objects.count() == 0


def test_an_author_does_not_publish(authoring: Client, topic: Topic) -> None:
    add_howto(authoring, topic, action="publish")
    assert list(HowTo.objects.values_list("slug", "live")) == [("set-the-link", False)]


def test_an_author_keeps_to_their_own(
    authoring: Client, publishing: Client, publisher: Member, topic: Topic
) -> None:
    add_howto(publishing, topic, author=str(publisher.pk))
    howto = HowTo.objects.get()
    answer = edit_howto(authoring, howto, title="Mine now")
    assert (answer.status_code, answer["Location"]) == (302, "/cms/")
    assert HowTo.objects.get().draft_title == "Set the link"


def test_an_author_names_nobody_else(
    authoring: Client, author: Member, noor: Member, topic: Topic
) -> None:
    add_howto(authoring, topic, author=str(noor.pk))
    assert HowTo.objects.get().author == author


def test_no_author_keeps_versions_and_series(authoring: Client, editing: Client) -> None:
    for model in ("release", "series"):
        path = f"/cms/snippets/blog/{model}/add/"
        assert (authoring.get(path).status_code, editing.get(path).status_code) == (302, 200)


def test_an_editor_names_another_author(editing: Client, noor: Member, topic: Topic) -> None:
    add_howto(editing, topic, author=str(noor.pk))
    assert HowTo.objects.get().author == noor


def test_an_editor_is_the_author_of_what_they_begin(
    editing: Client, editor: Member, topic: Topic
) -> None:
    answer = editing.get(f"/cms/pages/add/blog/howto/{topic.pk}/")
    assert answer.context["form"].initial["author"] == editor.pk


def test_a_publisher_publishes_at_once(publishing: Client, publisher: Member, topic: Topic) -> None:
    add_howto(publishing, topic, action="publish", author=str(publisher.pk))
    assert list(HowTo.objects.values_list("slug", "live")) == [("set-the-link", True)]


# Roles -------------------------------------------------------------------------------------------
def test_a_customer_is_brought_nothing(topic: Topic, noor: Member) -> None:
    follow_role(noor)
    assert names(noor) == []


def test_who_is_made_an_ambassador_writes_at_once(
    as_member: AsMember, topic: Topic, noor: Member
) -> None:
    root = make_member("root", role="staff", is_superuser=True)
    page = f"/admin/accounts/member/{noor.pk}/change/"
    words = {"display_name": "Noor Haddad", "role": "ambassador", "is_active": "on"}
    assert as_member(root).post(page, words).status_code == 302
    noor.refresh_from_db()
    assert names(noor) == [AUTHORS]
    client = as_member(noor)
    add_howto(client, topic)
    assert HowTo.objects.get().author == noor


def test_who_stops_being_one_stops(as_member: AsMember, topic: Topic, author: Member) -> None:
    author.groups.add(Group.objects.create(name="partners"))
    author.role = "member"
    author.save()
    follow_role(author)
    assert names(author) == ["partners"]


def test_what_somebody_took_by_hand_stays_taken(topic: Topic, author: Member) -> None:
    author.groups.clear()
    make_help()
    assert names(author) == []


def test_making_the_help_lets_in_who_is_there(maren: Member, noor: Member) -> None:
    follow_role(maren)
    assert names(maren) == []
    make_help()
    assert (names(maren), names(noor)) == ([AUTHORS], [])


def test_another_group_of_the_blog_is_given_by_hand(topic: Topic, editor: Member) -> None:
    follow_role(editor)
    assert names(editor) == [AUTHORS, EDITORS]


def test_a_failing_provider_brings_nothing() -> None:
    def fails(role: str) -> list[str]:
        raise RuntimeError(role)

    assert list(answers([fails], "ambassador")) == []
