"""Links of posts that lead nowhere, and posts that time has overtaken."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.fetching import Answer, NotAsked, Unreachable
from accounts.models import Member, Notification
from blog.actions import links
from blog.actions.checks import look_at_calendar
from blog.actions.feedback import give_feedback
from blog.actions.links import look_at_links
from blog.enums import Doubt, LinkState
from blog.models import Check, Link, LinkUse, Post, Release
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def open_doubts(post: Post) -> list[tuple[str, str]]:
    return list(Check.objects.filter(post=post, settled_at=None).values_list("doubt", "detail"))


@pytest.fixture
def linked(publish: Publish) -> Post:
    text = '<p><a href="https://a.example/x?b=1&amp;c=2#d">a</a> <a href="#step-1">s</a></p>'
    return publish("Linked", steps=[("text", text)])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    found: dict[str, object] = {}

    def ask(url: str, *, allowed: object) -> Answer:
        said = found[url]
        if isinstance(said, Exception):
            raise said
        return Answer(int(str(said)), url)

    monkeypatch.setattr(links, "ask", ask)
    return found


URL = "https://a.example/x?b=1&c=2"


def test_links_are_noted_while_they_stand(linked: Post) -> None:
    assert list(LinkUse.objects.values_list("post", "link__url")) == [(linked.pk, URL)]
    page = Post.objects.get(pk=linked.pk).specific
    page.steps = [("text", "<p>None.</p>")]
    page.save_revision().publish(skip_permission_checks=True)
    assert not LinkUse.objects.exists()


@pytest.mark.parametrize("said", [404, 410, Unreachable("no such name")])
def test_a_link_is_broken_after_three_days(
    linked: Post, answers: dict[str, object], said: object, maren: Member
) -> None:
    answers[URL] = said
    now = timezone.now()
    for day in range(2):
        assert look_at_links(at=now + day * DAY) == 1
        assert look_at_links(at=now + day * DAY) == 0
        assert open_doubts(linked) == []
    look_at_links(at=now + 2 * DAY)
    assert open_doubts(linked) == [(Doubt.LINK, URL)]
    assert Link.objects.get().state == LinkState.BROKEN
    assert Notification.objects.filter(kind="check", member=maren).count() == 1
    answers[URL] = 200
    look_at_links(at=now + 3 * DAY)
    assert open_doubts(linked) == []
    assert Link.objects.get().state == LinkState.GOOD


@pytest.mark.parametrize("said", [403, 429, 500, NotAsked("not a public address")])
def test_what_says_nothing_is_no_doubt(
    linked: Post, answers: dict[str, object], said: object
) -> None:
    answers[URL] = said
    for day in range(5):
        look_at_links(at=timezone.now() + 8 * day * DAY)
    assert (open_doubts(linked), Link.objects.get().state) == ([], LinkState.UNKNOWN)


def test_one_server_is_asked_little(publish: Publish, answers: dict[str, object]) -> None:
    urls = [f"https://a.example/{n}" for n in range(9)]
    answers.update(dict.fromkeys(urls, 200))
    publish("Many", steps=[("text", "".join(f'<p><a href="{url}">x</a></p>' for url in urls))])
    assert [look_at_links(), look_at_links(), look_at_links(), look_at_links()] == [3, 3, 3, 0]


def test_a_day_of_review_comes(publish: Publish) -> None:
    post = publish("Old", review_on=date(2026, 5, 1))
    publish("Young", review_on=date(2036, 5, 1))
    at = timezone.now()
    assert look_at_calendar(at=at) == 1
    assert look_at_calendar(at=at) == 0
    assert open_doubts(post) == [(Doubt.DUE, "")]


def test_the_product_moves_on(publish: Publish) -> None:
    old = Release.objects.create(product="Hub", name="4.1", released_on=date(2026, 1, 1))
    post, untested = publish("Tested", releases=[old]), publish("Untested")
    assert look_at_calendar() == 0
    Release.objects.create(product="Hub", name="4.2", released_on=date(2026, 6, 1))
    Release.objects.create(product="Valve", name="1", released_on=date(2026, 6, 1))
    assert look_at_calendar() == 1
    assert (open_doubts(post), open_doubts(untested)) == ([(Doubt.RELEASE, "Hub 4.2")], [])


def test_readers_are_helped_less(howto: Post) -> None:
    now = timezone.now()
    for n in range(20):
        before = now - 60 * DAY
        give_feedback(howto, edition=1, is_helpful=n > 1, visitor=f"a{n}", at=before)
    for n in range(9):
        give_feedback(howto, edition=1, is_helpful=False, visitor=f"b{n}", at=now)
    assert look_at_calendar(at=now) == 0
    give_feedback(howto, edition=1, is_helpful=False, visitor="b9", at=now)
    assert look_at_calendar(at=now) == 1
    assert open_doubts(howto) == [(Doubt.UNHELPFUL, "")]
