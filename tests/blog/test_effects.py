"""What a published how-to does elsewhere, and that it is undone with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.actions.merging import merge_members
from accounts.models import Member, Notification
from accounts.refusals import Refusal
from blog.actions.checks import look_at_threads, settle_check
from blog.actions.publishing import settle_post, settle_posts
from blog.enums import Doubt, Part
from blog.models import Check, Credit, Post, Rendering, Settling, Source
from forum.actions.replies import delete_reply, edit_reply, undelete_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.models import Board, Reply, Thread
from reputation.enums import Rule
from reputation.models import Award
from tests.blog.conftest import Publish
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
Feed = Callable[[Post, Thread], Source]


def paid(member: Member) -> int:
    rows = Award.objects.filter(member=member, rule=Rule.HOWTO)
    return sum(rows.values_list("counted", flat=True))


def page(post: Post) -> Post:
    found: Post = Post.objects.get(pk=post.pk).specific
    return found


def open_doubts(post: Post) -> set[str]:
    return set(Check.objects.filter(post=post, settled_at=None).values_list("doubt", flat=True))


def test_a_draft_does_nothing(publish: Publish, solved: Thread, feed: Feed, tomasz: Member) -> None:
    draft = publish("Not yet", live=False)
    feed(draft, solved)
    solved.refresh_from_db()
    assert (solved.resources, paid(tomasz)) == ([], 0)
    assert not Notification.objects.filter(kind="credited").exists()


def test_publishing_links_pays_and_tells(
    howto: Post, solved: Thread, feed: Feed, tomasz: Member, client: Client
) -> None:
    feed(howto, solved)
    for _ in range(3):
        settle_post(howto.pk)
    solved.refresh_from_db()
    assert [(row["title"], row["url"]) for row in solved.resources] == [
        (howto.title, howto.get_absolute_url())
    ]
    assert paid(tomasz) == 15
    assert Notification.objects.filter(kind="credited", member=tomasz).count() == 1
    page(howto).unpublish()
    solved.refresh_from_db()
    assert (solved.resources, paid(tomasz)) == ([], 0)
    page(howto).save_revision().publish(skip_permission_checks=True)
    solved.refresh_from_db()
    assert (len(solved.resources), paid(tomasz)) == (1, 15)
    call_command("reputation_check")


def test_deleting_takes_it_all_back(
    howto: Post, solved: Thread, feed: Feed, tomasz: Member, client: Client
) -> None:
    feed(howto, solved)
    page(howto).delete()
    solved.refresh_from_db()
    assert (solved.resources, paid(tomasz)) == ([], 0)
    assert client.get(howto.get_absolute_url()).status_code == 404
    call_command("reputation_check")


def test_an_answer_that_goes_is_paid_no_more(
    howto: Post, solved: Thread, feed: Feed, answer: Reply, tomasz: Member
) -> None:
    feed(howto, solved)
    delete_reply(answer, by=tomasz)
    assert look_at_threads() == 1
    assert (paid(tomasz), open_doubts(howto)) == (0, {Doubt.GONE})
    undelete_reply(answer, by=tomasz)
    look_at_threads()
    assert paid(tomasz) == 15
    assert Doubt.GONE not in open_doubts(howto)


def test_a_restricted_how_to_is_paid_no_more_whatever_its_thread_does(
    howto: Post, solved: Thread, feed: Feed, answer: Reply, tomasz: Member
) -> None:
    feed(howto, solved)
    PageViewRestriction.objects.create(page=howto, restriction_type="login")
    assert settle_posts() == 1
    assert paid(tomasz) == 0
    edit_reply(answer, by=tomasz, source="Something else.")
    assert look_at_threads() == 1
    assert (paid(tomasz), open_doubts(howto)) == (0, set())
    call_command("reputation_check")


def test_a_how_to_past_its_time_is_paid_no_more_before_wagtail_takes_it_off(
    howto: Post, solved: Thread, feed: Feed, tomasz: Member
) -> None:
    feed(howto, solved)
    Post.objects.filter(pk=howto.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert settle_posts() == 1
    assert (paid(tomasz), settle_posts()) == (0, 0)
    call_command("reputation_check")


def test_merging_accounts_names_who_stays_and_pays_them(
    howto: Post, solved: Thread, feed: Feed, tomasz: Member, sasha: Member, maren: Member
) -> None:
    for who, part in ((tomasz, Part.SOLVER), (tomasz, Part.AUTHOR), (sasha, Part.SOLVER)):
        Credit.objects.create(post=howto, member=who, part=part)
    feed(howto, solved)
    admin = make_member("boss", role="staff")
    merge_members(tomasz, into=sasha, by=admin, reason="one person")
    named = Credit.objects.filter(post=howto).values_list("member__username", "part")
    assert sorted(named) == [("sasha", "author"), ("sasha", "solver")]
    assert (paid(tomasz), paid(sasha)) == (0, 15)
    call_command("reputation_check")


def test_what_lost_its_mark_is_flagged_and_comes_back(
    howto: Post,
    solved: Thread,
    feed: Feed,
    answer: Reply,
    noor: Member,
    maren: Member,
    client: Client,
) -> None:
    feed(howto, solved)
    withdraw_solution(solved, by=noor)
    assert look_at_threads() == 1
    assert open_doubts(howto) == {Doubt.UNSOLVED}
    assert Rendering.objects.get(post=howto).doubts == 1
    assert "We are looking at this again." in client.get(howto.get_absolute_url()).content.decode()
    assert Notification.objects.filter(kind="check", member=maren).count() == 1
    accept_solution(answer, by=noor)
    look_at_threads()
    assert open_doubts(howto) == set()
    assert "looking at this again" not in client.get(howto.get_absolute_url()).content.decode()


def test_what_was_edited_is_flagged_until_somebody_looked(
    howto: Post,
    solved: Thread,
    feed: Feed,
    answer: Reply,
    tomasz: Member,
    maren: Member,
    sasha: Member,
) -> None:
    feed(howto, solved)
    edit_reply(answer, by=tomasz, source="Something else.")
    look_at_threads()
    check = Check.objects.get(post=howto, settled_at=None)
    assert check.doubt == Doubt.EDITED
    for other in (sasha, tomasz):
        with pytest.raises(Refusal):
            settle_check(check, by=other)
    settle_check(check, by=maren)
    assert open_doubts(howto) == set()
    Settling.objects.create(thread_id=solved.pk)
    look_at_threads()
    assert open_doubts(howto) == set()


def test_other_threads_are_nobodys_business(thread: Thread, answer: Reply, tomasz: Member) -> None:
    edit_reply(answer, by=tomasz, source="Something else.")
    assert not Settling.objects.exists()


def test_comments_open_once(publish: Publish, board: Board, client: Client) -> None:
    board.kinds = [*board.kinds, "talk"]
    board.save()
    post = publish("Bleed a radiator", comments_board=board)
    settle_post(post.pk)
    settle_post(post.pk)
    thread = Thread.objects.get(kind="talk")
    post.refresh_from_db()
    assert post.comments_thread == thread
    assert thread.title == "Comments: Bleed a radiator"
    assert (
        thread.get_absolute_url().split("/")[2]
        in client.get(post.get_absolute_url()).content.decode()
    )


def test_a_closed_board_gets_no_comments(publish: Publish, closed_board: Board) -> None:
    post = publish("Bleed a radiator", comments_board=closed_board)
    assert post.comments_thread is None
    assert not Thread.objects.filter(kind="talk").exists()


def test_what_was_published_unseen_is_settled(howto: Post, client: Client) -> None:
    Rendering.objects.all().delete()
    assert client.get(howto.get_absolute_url()).status_code == 404
    assert settle_posts() == 1
    assert settle_posts() == 0
    assert client.get(howto.get_absolute_url()).status_code == 200
    Post.objects.filter(pk=howto.pk).update(live=False)
    assert settle_posts() == 1
    assert settle_posts() == 0
