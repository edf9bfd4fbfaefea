"""Links of posts that lead nowhere, and posts that time has overtaken."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from accounts.fetching import Answer, NotAsked, Unreachable
from accounts.models import Member, Notification
from blog.actions import links
from blog.actions.checks import look_at_calendar
from blog.actions.feedback import give_feedback
from blog.actions.links import look_at_links
from blog.enums import Doubt, LinkState
from blog.models import Check, HowTo, Link, LinkUse, Post, Release
from forum.actions.threads import ask_thread, delete_thread, undelete_thread
from forum.models import Board, Reply, Thread
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


# Our own addresses ----------------------------------------------------------------------------------
def own_links(publish: Publish, *paths: str) -> Post:
    anchors = " ".join(f'<a href="{path}">x</a>' for path in paths)
    return publish("Own", steps=[("text", f"<p>{anchors}</p>")])


def told_broken(post: Post) -> list[str]:
    return [detail.removeprefix(settings.SITE_URL) for _doubt, detail in open_doubts(post)]


def test_what_is_not_there_for_a_visitor_leads_nowhere(
    publish: Publish, thread: Thread, answer: Reply, closed_board: Board, noor: Member
) -> None:
    """Asked of the house itself, at once, and never of the network."""
    secret = ask_thread(
        closed_board, by=noor_in(closed_board, noor), kind="question", title="S", source="S"
    )
    good = [
        thread.get_absolute_url(),
        f"/t/{thread.pk}/r/{answer.pk}/",
        f"{settings.SITE_URL}/m/noor/",
        "/b/heating/",
        "/help/",
        "/threads/?show=solved",
        "/",
    ]
    bad = [
        secret.get_absolute_url(),
        "/b/partners/",
        f"/t/{thread.pk + 1_000}/x/",
        f"/t/{thread.pk}/r/{answer.pk + 1_000}/",
        "/m/nobody-here/",
        "/tags/none/",
        "/help/heating/none/",
        "/documents/99/none.pdf",
        "/nothing/at/all/",
        f"/t/{10**30}/x/",
    ]
    post = own_links(publish, *good, *bad)
    assert look_at_links() == len(good) + len(bad)
    assert sorted(told_broken(post)) == sorted(bad)


def test_a_link_of_ours_is_mended_by_itself(publish: Publish, thread: Thread, noor: Member) -> None:
    post, path = own_links(publish, thread.get_absolute_url()), thread.get_absolute_url()
    delete_thread(thread, by=noor)
    look_at_links()
    assert told_broken(post) == [path]
    undelete_thread(thread, by=noor)
    assert look_at_links() == 0  # once a day
    look_at_links(at=timezone.now() + DAY)
    assert told_broken(post) == []


def test_what_moved_leads_on(publish: Publish, howto: Post) -> None:
    Redirect.objects.create(old_path="/help/heating/was-here", redirect_page=howto)
    post = own_links(publish, "/help/heating/was-here/", "/help/heating/set-the-link-by-hand/")
    look_at_links()
    assert told_broken(post) == []
    HowTo.objects.get(pk=howto.pk).unpublish()
    look_at_links(at=timezone.now() + DAY)
    assert len(told_broken(post)) == 2


def noor_in(board: Board, noor: Member) -> Member:
    noor.groups.set(board.groups.all())
    return Member.objects.get(pk=noor.pk)
