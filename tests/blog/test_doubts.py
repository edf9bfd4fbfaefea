"""Doubts about posts: what somebody looked at is not asked again, and what went away is closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Member, Notification
from blog.actions.checks import look_at_calendar, look_at_threads, settle_check
from blog.enums import Doubt, LinkState, Status
from blog.models import Announcement, Check, Feedback, Link, Post, Release, Source
from forum.actions.replies import edit_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.models import Reply, Thread
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
Feed = Callable[[Post, Thread], Source]


def open_doubts(post: Post) -> list[tuple[str, str]]:
    rows = Check.objects.filter(post=post, settled_at=None)
    return sorted(rows.values_list("doubt", "detail"))


def settle_all(post: Post, by: Member) -> None:
    for check in Check.objects.filter(post=post, settled_at=None):
        settle_check(check, by=by)


def again(post: Post, **fields: object) -> None:
    """Publish it once more, with other words."""
    page = Page.objects.get(pk=post.pk).specific
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)


def test_a_version_to_come_is_not_the_newest(publish: Publish) -> None:
    old = Release.objects.create(product="Hub", name="4.1", released_on="2026-01-01")
    howto = publish("Set the link", releases=[old])
    soon = timezone.now() + timedelta(days=30)
    Release.objects.create(product="Hub", name="5", released_on=soon.date())
    assert (look_at_calendar(), open_doubts(howto)) == (0, [])
    assert look_at_calendar(at=soon + timedelta(days=1)) == 1
    assert open_doubts(howto) == [("release", "Hub 5")]


def test_a_newer_version_is_asked_about_once_and_until_it_is_named(
    publish: Publish, maren: Member
) -> None:
    old = Release.objects.create(product="Hub", name="4.1", released_on="2026-01-01")
    howto = publish("Set the link", releases=[old])
    Release.objects.create(product="Hub", name="4.2", released_on="2026-06-01")
    assert look_at_calendar() == 1
    settle_all(howto, maren)
    assert (look_at_calendar(), open_doubts(howto)) == (0, [])
    assert Notification.objects.filter(kind="check", member=maren).count() == 1
    Release.objects.create(product="Hub", name="4.3", released_on="2026-07-01")
    assert (look_at_calendar(), open_doubts(howto)) == (1, [("release", "Hub 4.3")])
    again(howto, releases=list(Release.objects.all()))
    assert (look_at_calendar(), open_doubts(howto)) == (0, [])


def test_a_mark_that_is_lost_is_asked_about_once_each_time(
    howto: Post, solved: Thread, feed: Feed, answer: Reply, noor: Member, maren: Member
) -> None:
    feed(howto, solved)
    withdraw_solution(solved, by=noor)
    look_at_threads()
    settle_all(howto, maren)
    edit_reply(answer, by=answer.author, source="Something else.")
    look_at_threads()
    assert open_doubts(howto) == [("edited", solved.title)]
    accept_solution(answer, by=noor)
    withdraw_solution(solved, by=noor)
    look_at_threads()
    # It was the Solution meanwhile, and nobody looked then: the cause never went away.
    assert ("unsolved", solved.title) not in open_doubts(howto)
    accept_solution(answer, by=noor)
    look_at_threads()
    withdraw_solution(solved, by=noor)
    look_at_threads()
    assert ("unsolved", solved.title) in open_doubts(howto)


def test_a_thread_by_another_name_is_one_doubt(
    howto: Post, solved: Thread, feed: Feed, answer: Reply, noor: Member
) -> None:
    feed(howto, solved)
    withdraw_solution(solved, by=noor)
    look_at_threads()
    Thread.objects.filter(pk=solved.pk).update(title="Another name")
    edit_reply(answer, by=answer.author, source="Something else.")
    look_at_threads()
    assert open_doubts(howto) == [("edited", "Another name"), ("unsolved", "Another name")]


def test_what_happened_while_it_was_away_is_found(
    howto: Post, solved: Thread, feed: Feed, noor: Member, client: Client
) -> None:
    feed(howto, solved)
    Page.objects.get(pk=howto.pk).specific.unpublish()
    withdraw_solution(solved, by=noor)
    look_at_threads()
    assert open_doubts(howto) == []
    again(howto)
    look_at_threads()
    assert open_doubts(howto) == [("unsolved", solved.title)]
    assert "looking at this again" in client.get(howto.get_absolute_url()).content.decode()


def test_a_link_that_leads_nowhere_is_forgotten_with_the_link(
    publish: Publish, maren: Member
) -> None:
    words = '<p>See <a href="https://gone.example/a">there</a>.</p>'
    howto = publish("Set the link", steps=[("text", words)])
    Link.objects.update(state=LinkState.BROKEN)
    again(howto, summary="Other words.")
    assert open_doubts(howto) == [("link", "https://gone.example/a")]
    again(howto, steps=[("text", "<p>No more.</p>")])
    assert open_doubts(howto) == []


def test_promised_news_that_did_not_come(publish: Publish, client: Client) -> None:
    due = timezone.now() + timedelta(hours=1)
    post = publish(
        "The hub forgets", kind=Announcement, symptom="<p>It does.</p>", next_update_at=due
    )
    assert look_at_calendar() == 0
    assert look_at_calendar(at=due + timedelta(minutes=1)) == 1
    assert open_doubts(post) == [("late", "")]
    Announcement.objects.update(next_update_at=timezone.now() - timedelta(hours=1))
    page = client.get(post.get_absolute_url()).content.decode()
    assert "We promised word here, and it is late:" in page and "Next word" not in page
    again(post, status=Status.CLOSED)
    assert (look_at_calendar(), open_doubts(post)) == (0, [])
    closed = Announcement.objects.get()
    assert closed.closed_at is not None
    again(post, status=Status.FIXING)
    assert Announcement.objects.get().closed_at is None


def test_a_review_asks_for_the_next_one(publish: Publish, maren: Member) -> None:
    today = timezone.now().date()
    howto = publish("Set the link", review_on=today)
    assert look_at_calendar() == 1
    settle_all(howto, maren)
    howto.refresh_from_db()
    assert howto.review_on == today + timedelta(days=180)
    assert (look_at_calendar(), open_doubts(howto)) == (0, [])


def test_words_about_another_edition_say_nothing_of_this_one(howto: Post) -> None:
    long_ago, today = timezone.now() - timedelta(days=60), timezone.now()
    rows = [(1, True, long_ago)] * 12 + [(1, False, today)] * 12
    Feedback.objects.bulk_create(
        [
            Feedback(post=howto, edition=edition, is_helpful=good, at=at, visitor=f"{n:032}")
            for n, (edition, good, at) in enumerate(rows)
        ]
    )
    assert (look_at_calendar(), open_doubts(howto)) == (1, [("unhelpful", "")])
    again(howto, steps=[("text", "<p>Written anew.</p>")])
    assert (look_at_calendar(), open_doubts(howto)) == (0, [])
    assert Doubt.UNHELPFUL in set(Check.objects.values_list("doubt", flat=True))
