"""“Was this helpful?”: once each, and nobody can be told from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Member
from blog.actions.feedback import forget_visitors, give_feedback, visitor_of
from blog.models import Feedback, Post, Rendering, Salt

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}


def counts(post: Post) -> tuple[int, int]:
    return Rendering.objects.values_list("helpful", "unhelpful").get(post=post)


def say(client: Client, post: Post, said: str, **more: str) -> int:
    sent = {"post": str(post.pk), "helpful": said}
    return client.post("/help/feedback/", sent, **{**HERE, **more}).status_code


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"post": "x", "helpful": "1"},
        {"post": "99", "helpful": "1"},
        {"helpful": "1"},
        {"post": "9" * 40, "helpful": "1"},
        {"post": "²", "helpful": "1"},
    ],
)
def test_what_is_no_post_is_refused(client: Client, howto: Post, sent: dict[str, str]) -> None:
    assert client.post("/help/feedback/", sent, **HERE).status_code == 404
    assert client.post("/help/feedback/words/", sent, **HERE).status_code == 404


@pytest.mark.parametrize("said", ["", "2", "-1", "true", "1 "])
def test_only_yes_and_no(client: Client, howto: Post, said: str) -> None:
    assert say(client, howto, said) == 404
    assert counts(howto) == (0, 0)


def test_another_site_is_refused(client: Client, howto: Post) -> None:
    assert say(client, howto, "1", HTTP_ORIGIN="https://evil.example") == 403
    assert say(client, howto, "1", HTTP_SEC_FETCH_SITE="cross-site") == 403
    assert counts(howto) == (0, 0)


def test_a_draft_takes_none(client: Client, howto: Post) -> None:
    Post.objects.get(pk=howto.pk).specific.unpublish()
    assert say(client, howto, "1") == 404


def test_a_visitor_counts_once(client: Client, howto: Post) -> None:
    for _ in range(3):
        assert say(client, howto, "1", HTTP_USER_AGENT="one") == 302
    assert counts(howto) == (1, 0)
    assert say(client, howto, "0", HTTP_USER_AGENT="one") == 302
    assert counts(howto) == (0, 1)
    assert say(client, howto, "1", HTTP_USER_AGENT="two") == 302
    assert counts(howto) == (1, 1)
    assert not client.cookies


def test_a_member_counts_once_wherever(howto: Post, noor: Member, as_member: object) -> None:
    for agent in ("one", "two"):
        client = as_member(noor)  # type: ignore[operator]
        assert say(client, howto, "0", HTTP_USER_AGENT=agent) == 302
    assert counts(howto) == (0, 1)
    row = Feedback.objects.get()
    assert (row.member, row.visitor) == (noor, "")


def test_a_no_may_say_why(client: Client, howto: Post) -> None:
    say(client, howto, "0")
    sent = {"post": howto.pk, "words": "  There is no such menu. " + "x" * 600}
    assert client.post("/help/feedback/words/", sent, **HERE).status_code == 302
    assert Feedback.objects.get().words == ("There is no such menu. " + "x" * 600)[:500]
    assert b"no such menu" not in client.get(howto.get_absolute_url()).content
    say(client, howto, "1")
    client.post("/help/feedback/words/", {"post": howto.pk, "words": "later"}, **HERE)
    assert "later" not in Feedback.objects.get().words


def test_another_edition_begins_anew(howto: Post, noor: Member) -> None:
    give_feedback(howto, edition=1, is_helpful=True, member=noor)
    page = Post.objects.get(pk=howto.pk).specific
    page.steps = [("text", "<p>Another text.</p>")]
    page.save_revision().publish(skip_permission_checks=True)
    assert Rendering.objects.get(post=howto).edition == 2
    assert counts(howto) == (0, 0)
    give_feedback(howto, edition=2, is_helpful=False, member=noor)
    assert counts(howto) == (0, 1)
    page.title = "Set the link, by hand"
    page.save_revision().publish(skip_permission_checks=True)
    assert Rendering.objects.get(post=howto).edition == 2


def test_a_digest_lasts_a_day(howto: Post) -> None:
    now = timezone.now()
    same = [visitor_of("192.0.2.1", "browser", at=now) for _ in range(2)]
    assert same[0] == same[1]
    assert visitor_of("192.0.2.2", "browser", at=now) != same[0]
    assert visitor_of("192.0.2.1", "browser", at=now + timedelta(days=1)) != same[0]
    give_feedback(howto, edition=1, is_helpful=True, visitor=same[0], at=now)
    assert forget_visitors(at=now + timedelta(hours=22)) == 0
    assert forget_visitors(at=now + timedelta(hours=24)) == 1
    assert Feedback.objects.get().visitor == ""
    assert not Salt.objects.filter(day__lt=(now + timedelta(hours=24)).date()).exists()
    assert counts(howto) == (1, 0)


@settings(max_examples=15, deadline=None)
@given(said=st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
def test_the_counts_are_what_each_said_last(said: list[tuple[str, bool]]) -> None:
    from tests.blog.rows import one_post

    post = one_post()
    Feedback.objects.all().delete()
    Rendering.objects.update(helpful=0, unhelpful=0)
    for who, helped in said:
        give_feedback(post, edition=1, is_helpful=helped, visitor=who)
    last = dict(said)
    good = sum(last.values())
    assert counts(post) == (good, len(last) - good)
