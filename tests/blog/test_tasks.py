"""What beat rings: publishing at an hour, taking off at another, and what follows; each as often as
one likes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Member
from blog.models import HowTo, Rendering, Topic
from blog.signals import posts_changed
from blog.tasks import publish_scheduled, settle
from config.celery import app
from config.schedule import EVERY_SECONDS
from tests.blog.desk import add_howto, told

pytestmark = pytest.mark.django_db


def scheduled(howto: HowTo, *, hours: float) -> None:
    """A post that was approved for an hour, and that hour is so many hours from now."""
    howto.go_live_at = timezone.now() + timedelta(hours=1)
    revision = howto.save_revision()
    revision.publish()
    revision.refresh_from_db()
    at = timezone.now() + timedelta(hours=hours)
    revision.content["go_live_at"], revision.approved_go_live_at = at.isoformat(), at
    revision.save()


@pytest.fixture
def howto(authoring: Client, topic: Topic) -> HowTo:
    add_howto(authoring, topic)
    draft: HowTo = HowTo.objects.get().get_latest_revision_as_object()
    return draft


def test_an_hour_that_has_not_come(howto: HowTo) -> None:
    scheduled(howto, hours=1)
    publish_scheduled()
    assert HowTo.objects.get().live is False
    assert Rendering.objects.count() == 0


def test_an_hour_that_has_come(howto: HowTo) -> None:
    scheduled(howto, hours=-1)
    publish_scheduled()
    assert HowTo.objects.get().live is True
    assert Rendering.objects.get().revision == HowTo.objects.get().live_revision_id


def test_twice_is_once(howto: HowTo) -> None:
    scheduled(howto, hours=-1)
    publish_scheduled()
    first = HowTo.objects.get().last_published_at
    publish_scheduled()
    assert (HowTo.objects.get().last_published_at, Rendering.objects.get().edition) == (first, 1)


def test_a_time_that_is_over(howto: HowTo, author: Member) -> None:
    howto.save_revision().publish()
    HowTo.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    publish_scheduled()
    found = HowTo.objects.get()
    assert (found.live, found.expired) == (False, True)
    assert told(author) == [("post_decided", "Its time is over: it is off the pages.")]
    assert Rendering.objects.get().revision == 0


def test_settle_finds_what_was_published_unnoticed(howto: HowTo) -> None:
    howto.save_revision().publish()
    Rendering.objects.all().delete()
    assert (settle(), settle(), Rendering.objects.count()) == (1, 0, 1)


def test_beat_rings_both_every_half_minute() -> None:
    names = ("blog.publish_scheduled", "blog.settle")
    assert [EVERY_SECONDS[name] for name in names] == [30.0, 30.0]
    assert set(names) <= set(app.tasks)


# Signals of Wagtail ------------------------------------------------------------------------------
@pytest.fixture
def changed() -> list[int]:
    """Posts that rooms above hear of, in order."""
    heard: list[int] = []

    def hear(sender: object, post_ids: list[int], **more: object) -> None:
        heard.extend(post_ids)

    posts_changed.connect(hear, weak=False, dispatch_uid="tests.hear")
    return heard


@pytest.fixture(autouse=True)
def _deaf_again() -> object:
    yield
    posts_changed.disconnect(dispatch_uid="tests.hear")


def test_publishing_and_unpublishing_are_heard(howto: HowTo, changed: list[int]) -> None:
    howto.save_revision().publish()
    assert changed == [howto.pk]
    HowTo.objects.get().unpublish()
    assert changed == [howto.pk] * 2


def test_a_draft_is_not_heard(howto: HowTo, changed: list[int]) -> None:
    howto.save_revision()
    assert changed == []


def test_another_address_of_the_topic_is_heard_of_its_posts(
    howto: HowTo, topic: Topic, changed: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    howto.save_revision().publish()
    changed.clear()
    renamed = Topic.objects.get()
    renamed.slug = "warmth"
    with django_capture_on_commit_callbacks(execute=True):
        renamed.save_revision().publish()
    assert set(changed) == {howto.pk}
    assert HowTo.objects.get().get_absolute_url() == "/help/warmth/set-the-link/"


def test_a_move_is_heard(howto: HowTo, topic: Topic, changed: list[int]) -> None:
    howto.save_revision().publish()
    other = Topic(title="Water", slug="water")
    Page.objects.get(pk=topic.get_parent().pk).add_child(instance=other)
    changed.clear()
    HowTo.objects.get().move(other, pos="last-child")
    assert changed == [howto.pk]


def test_deleting_is_heard(howto: HowTo, publishing: Client, changed: list[int]) -> None:
    howto.save_revision().publish()
    changed.clear()
    publishing.get(f"/cms/pages/{howto.pk}/delete/")
    assert changed == []
    publishing.post(f"/cms/pages/{howto.pk}/delete/")
    assert (HowTo.objects.count(), changed) == (0, [howto.pk])


def test_deleting_several_is_heard(howto: HowTo, publishing: Client, changed: list[int]) -> None:
    howto.save_revision().publish()
    changed.clear()
    publishing.post(f"/cms/bulk/wagtailcore/page/delete/?id={howto.pk}")
    assert (HowTo.objects.count(), changed) == (0, [howto.pk])
