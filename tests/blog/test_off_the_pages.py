"""What is not on the pages shows nowhere, and what was written meanwhile is not lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Revision

from accounts.actions.merging import merge_members
from accounts.models import Member
from blog.actions import let_write, making
from blog.actions.checks import look_at_threads
from blog.actions.publishing import settle_post, settle_posts
from blog.models import Credit, Feedback, Post, Rendering, Series, SeriesPart, Source, Topic
from blog.models.renderings import STALE
from forum.actions.replies import edit_reply, post_reply
from forum.models import Board, Reply, Thread
from reputation.enums import Rule
from reputation.models import Award
from tests.blog.conftest import Publish
from tests.conftest import make_member

pytestmark = pytest.mark.django_db


def restrict(post: Post) -> None:
    PageViewRestriction.objects.create(page=post, restriction_type="login")


@pytest.fixture
def series(publish: Publish) -> list[Post]:
    made = Series.objects.create(title="First steps", slug="first-steps")
    posts = [publish("Read the label"), publish("Turn the dial"), publish("Wait a minute")]
    for place, post in enumerate(posts):
        SeriesPart.objects.create(series=made, post=post, sort_order=place)
    return posts


def test_a_restricted_part_of_a_series_is_named_nowhere(series: list[Post], client: Client) -> None:
    first, middle, last = series
    restrict(middle)
    for path in (first.get_absolute_url(), last.get_absolute_url(), "/help/series/first-steps/"):
        page = client.get(path).content.decode()
        assert "Turn the dial" not in page and middle.slug not in page
    restrict(first)
    restrict(last)
    assert "First steps" not in client.get("/help/").content.decode()
    assert client.get("/help/series/first-steps/").status_code == 404


def test_what_a_draft_was_made_of_counts_when_it_is_published(
    publish: Publish, howto: Post, solved: Thread, answer: Reply, tomasz: Member, client: Client
) -> None:
    author = make_member("amira", role="ambassador")
    let_write(author)
    Post.objects.filter(pk=howto.pk).update(author=author, owner=author)
    making.add_to_howto(howto.howto, solved, by=author)
    edit_reply(answer, by=tomasz, source="Set it to two-wire, slowly.")
    look_at_threads()
    settle_post(howto.pk)
    assert not Award.objects.filter(rule=Rule.HOWTO).exists()
    assert solved.get_absolute_url() not in client.get(howto.get_absolute_url()).content.decode()
    solved.refresh_from_db()
    assert solved.resources == []
    # Thrown away: the text from before is published once more.
    before = Revision.page_revisions.filter(object_id=str(howto.pk)).earliest("created_at")
    before.publish(skip_permission_checks=True)
    assert list(Source.objects.values_list("is_published", flat=True)) == [False]
    Page.objects.get(pk=howto.pk).get_latest_revision().publish(skip_permission_checks=True)
    assert list(Source.objects.values_list("is_published", flat=True)) == [True]
    assert Award.objects.filter(rule=Rule.HOWTO, member=tomasz).count() == 1
    assert solved.get_absolute_url() in client.get(howto.get_absolute_url()).content.decode()


def test_an_older_text_keeps_the_thread_of_comments(publish: Publish, board: Board) -> None:
    post = publish("Bleed a radiator", comments_board=board)
    first = Revision.page_revisions.get(object_id=str(post.pk))
    thread = post.comments_thread
    assert thread is not None
    first.publish(skip_permission_checks=True)
    post.refresh_from_db()
    assert (post.comments_thread, Thread.objects.filter(kind="talk").count()) == (thread, 1)


def test_comments_go_and_come_with_their_page(
    publish: Publish, board: Board, tomasz: Member, client: Client
) -> None:
    post = publish("Bleed a radiator", comments_board=board)
    thread = post.comments_thread
    assert thread is not None
    post_reply(thread, by=tomasz, source="It took me two tries.")
    restrict(post)
    settle_posts()
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert "Bleed a radiator" not in client.get("/b/heating/").content.decode()
    PageViewRestriction.objects.all().delete()
    settle_posts()
    assert client.get(thread.get_absolute_url()).status_code == 200
    assert "two tries" in client.get(post.get_absolute_url()).content.decode()


def test_words_of_readers_are_for_the_author_alone(
    howto: Post, maren: Member, as_member: Callable[[Member], Client]
) -> None:
    Feedback.objects.create(post=howto, edition=1, is_helpful=False, words="Mine has no dial.")
    other = make_member("edda", role="ambassador")
    for client, sees in ((as_member(other), False), (as_member(maren), True)):
        for path in ("/desk/howtos/", "/desk/howtos/?of=all"):
            page = client.get(path).content.decode()
            assert ("Mine has no dial." in page) == sees, path


def test_one_that_cannot_be_shown_keeps_no_other_from_it(
    publish: Publish, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    bad, good = publish("Read the label"), publish("Turn the dial")
    Rendering.objects.all().delete()
    from blog.actions import publishing

    render = publishing.render_post

    def refuse(post: Post) -> object:
        if post.pk == bad.pk:
            raise ValueError("a picture is lost")
        return render(post)

    monkeypatch.setattr(publishing, "render_post", refuse)
    assert settle_posts() == 1
    assert client.get(good.get_absolute_url()).status_code == 200
    assert client.get(bad.get_absolute_url()).status_code == 404


def test_a_draft_of_a_merged_author_is_the_others(howto: Post, maren: Member) -> None:
    other, admin = make_member("edda", role="ambassador"), make_member("boss", role="staff")
    page = Page.objects.get(pk=howto.pk).specific
    page.summary = "Other words."
    page.credits = [Credit(member=maren, part="solver")]
    draft = page.save_revision()
    merge_members(maren, into=other, by=admin, reason="one person")
    Revision.objects.get(pk=draft.pk).publish(skip_permission_checks=True)
    post = Post.objects.get(pk=howto.pk)
    named = list(Credit.objects.filter(post=howto.pk).values_list("member", flat=True))
    assert (post.summary, post.author, named) == ("Other words.", other, [other.pk])


def test_a_word_about_the_edition_that_was_read(howto: Post, noor: Member) -> None:
    page = Page.objects.get(pk=howto.pk).specific
    page.steps = [("text", "<p>Written anew.</p>")]
    page.save_revision().publish(skip_permission_checks=True)
    client = Client(headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"})
    for said, kept in (("1", 1), ("2", 2), ("99", 2), ("0", 2), ("x", 2), ("", 2)):
        Feedback.objects.all().delete()
        client.post("/help/feedback/", {"post": howto.pk, "helpful": "1", "edition": said})
        assert Feedback.objects.get().edition == kept, said


def test_links_between_posts_follow_what_they_lead_to(
    publish: Publish, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        later = publish("Turn the dial", live=False)
        link = f'<p>See <a linktype="page" id="{later.pk}">there</a>.</p>'
        first = publish("Read the label", steps=[("text", link)])
    Rendering.objects.filter(post=first).update(helpful=3)

    def leads() -> bool:
        page = client.get(first.get_absolute_url()).content.decode()
        return f'<a href="{later.get_absolute_url()}"' in page

    assert not leads()
    with django_capture_on_commit_callbacks(execute=True):
        later.get_latest_revision().publish(skip_permission_checks=True)
    assert leads()
    restrict(later)
    with django_capture_on_commit_callbacks(execute=True):
        settle_posts()
    assert not leads()
    assert Rendering.objects.values_list("edition", "helpful").get(post=first) == (1, 3)


def test_a_topic_that_moves_is_settled_whoever_comes_first(
    publish: Publish,
    topic: Topic,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr("blog.receivers.WHILE_WAITED_FOR", 1)
    posts = [publish(name) for name in ("Read the label", "Turn the dial", "Wait a minute")]
    page = Page.objects.get(pk=topic.pk).specific
    page.slug = "warmth"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish(skip_permission_checks=True)
    for post in posts:
        post.refresh_from_db()
        assert client.get(post.get_absolute_url()).status_code == 200
    late = Rendering.objects.filter(revision=STALE).count()
    assert (late, settle_posts(), settle_posts()) == (2, 2, 0)
    assert not Rendering.objects.filter(revision=STALE).exists()
