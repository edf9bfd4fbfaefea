"""Draft, review, published: who decides, and who is told what, in whose words."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from wagtail.log_actions import LogContext
from wagtail.models import Comment, CommentReply, TaskState
from wagtail.signals import task_submitted, workflow_submitted

from accounts.actions.deliveries import deliver_due
from accounts.models import Member
from blog.actions.review import SOURCE, tell_comments
from blog.models import HowTo, Topic
from blog.queries.told import post_still_told_to, posts_still_told, verdict_quoted
from tests.blog.desk import add_howto, told

pytestmark = pytest.mark.django_db
WAITS = ("review_wanted", "How the hub finds the boiler.")


@pytest.fixture
def submitted(authoring: Client, editor: Member, topic: Topic) -> HowTo:
    add_howto(authoring, topic, action="submit")
    return HowTo.objects.get()


def decide(client: Client, howto: HowTo, action: str, words: str = "") -> Any:
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    path = f"/cms/pages/workflow/action/{howto.pk}/{action}/{state.pk}/"
    return client.post(path, {"comment": words})


def test_an_author_decides_nothing(submitted: HowTo, authoring: Client) -> None:
    assert decide(authoring, submitted, "approve").status_code == 302
    submitted.refresh_from_db()
    assert (submitted.live, submitted.workflow_in_progress) == (False, True)


def test_a_customer_decides_nothing(submitted: HowTo, client: Client, noor: Member) -> None:
    client.force_login(noor)
    assert decide(client, submitted, "approve").status_code == 404
    assert HowTo.objects.get().live is False


def test_what_is_only_kept_tells_nobody(authoring: Client, editor: Member, topic: Topic) -> None:
    add_howto(authoring, topic)
    assert told(editor) == []


def test_a_reviewer_who_speaks_for_the_company_no_more_is_not_told(
    authoring: Client, editor: Member, topic: Topic
) -> None:
    Member.objects.filter(pk=editor.pk).update(role="member")
    add_howto(authoring, topic, action="submit")
    assert told(editor) == []


def test_reviewers_are_told_that_it_waits(
    submitted: HowTo, editor: Member, author: Member, maren: Member
) -> None:
    assert (told(editor), told(author), told(maren)) == ([WAITS], [], [])
    line = editor.notifications.get()
    assert (line.title, line.actor) == ("Set the link", author)
    assert line.url == f"/cms/pages/{submitted.pk}/edit/"


def test_mails_wait_for_the_worker(submitted: HowTo, editor: Member) -> None:
    assert mail.outbox == []
    deliver_due()
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([editor.email], "A post waits for a review: Set the link")
    ]


def test_wagtail_sends_no_mails_of_its_own() -> None:
    for signal in (task_submitted, workflow_submitted):
        names = [str(key[0]) for key, *_rest in signal.receivers]
        assert [name for name in names if "email" in name] == []


def test_what_is_approved_is_published(
    submitted: HowTo, editing: Client, author: Member, editor: Member
) -> None:
    decide(editing, submitted, "approve", "Clear and short.")
    assert HowTo.objects.get().live is True
    assert told(author) == [("post_decided", "Published. Clear and short.")]
    assert author.notifications.get().url == "/help/heating/set-the-link/"
    assert told(editor) == []


def test_what_is_sent_back_says_why(
    submitted: HowTo, editing: Client, author: Member, editor: Member
) -> None:
    decide(editing, submitted, "reject", "Which boiler?")
    howto = HowTo.objects.get()
    assert (howto.live, howto.workflow_in_progress) == (False, False)
    assert told(author) == [("post_decided", "Sent back. Which boiler?")]
    assert author.notifications.get().url == f"/cms/pages/{howto.pk}/edit/"
    assert told(editor) == []


def test_what_is_approved_for_an_hour_says_so(
    authoring: Client, editing: Client, author: Member, topic: Topic
) -> None:
    at = timezone.now() + timedelta(days=2)
    add_howto(authoring, topic, action="submit", go_live_at=f"{at:%Y-%m-%d %H:%M}")
    decide(editing, HowTo.objects.get(), "approve")
    assert HowTo.objects.get().live is False
    assert told(author) == [("post_decided", "Approved: it is published at its hour.")]


def test_what_is_taken_back_waits_for_nobody(submitted: HowTo, editor: Member) -> None:
    submitted.current_workflow_state.cancel(user=submitted.author)
    assert HowTo.objects.get().workflow_in_progress is False
    assert told(editor) == []


def test_unpublishing_tells_the_author(
    submitted: HowTo, editing: Client, publishing: Client, author: Member, publisher: Member
) -> None:
    decide(editing, submitted, "approve")
    publishing.post(f"/cms/pages/{submitted.pk}/unpublish/")
    assert HowTo.objects.get().live is False
    assert told(author) == [
        ("post_decided", "Published."),
        ("post_decided", "Taken off the pages."),
    ]
    assert author.notifications.order_by("-pk")[0].actor == publisher


def test_who_unpublishes_their_own_is_told_nothing(submitted: HowTo, author: Member) -> None:
    submitted.get_latest_revision().publish()
    with LogContext(user=author):
        HowTo.objects.get().unpublish()
    assert told(author) == []


def test_a_customer_who_is_the_author_hears_of_what_readers_see(
    submitted: HowTo, editing: Client, noor: Member
) -> None:
    HowTo.objects.update(author=noor)
    decide(editing, submitted, "reject", "Our words alone.")
    assert told(noor) == []


# Comments ----------------------------------------------------------------------------------------
def test_comments_tell_the_author_and_who_spoke(
    submitted: HowTo, author: Member, editor: Member, publisher: Member
) -> None:
    first = Comment.objects.create(
        page=submitted.page_ptr, user=editor, text="Which boiler?", contentpath="title"
    )
    tell_comments(submitted.pk, [], by=editor)
    tell_comments(submitted.pk, [first], by=editor)
    reply = CommentReply.objects.create(comment=first, user=author, text="All of them.")
    tell_comments(submitted.pk, [reply], by=author)
    assert told(author) == [("post_comment", "Which boiler?")]
    assert told(editor) == [WAITS, ("post_comment", "All of them.")]
    assert (told(publisher), mail.outbox) == ([], [])


# May still see -----------------------------------------------------------------------------------
def test_a_customer_sees_no_line_of_anothers_post(submitted: HowTo, noor: Member) -> None:
    assert posts_still_told(noor, [submitted.pk]) == set()
    everybody = Member.objects.all()
    assert noor not in post_still_told_to(submitted.pk, everybody)
    assert list(post_still_told_to(0, everybody)) == []


def test_people_of_the_company_and_the_author_do(
    submitted: HowTo, author: Member, editor: Member, maren: Member, noor: Member
) -> None:
    assert posts_still_told(editor, [submitted.pk, 0]) == {submitted.pk}
    HowTo.objects.update(author=noor)
    assert posts_still_told(noor, [submitted.pk]) == {submitted.pk}
    people = post_still_told_to(submitted.pk, Member.objects.order_by("username"))
    assert list(people) == [author, editor, maren, noor]
    assert SOURCE == "post_at_desk"


def test_what_was_decided_reads_in_the_readers_language() -> None:
    with translation.override("en"):
        assert verdict_quoted("post:sent_back:1:1", "Sent back. Why?") == "Sent back. Why?"
    assert verdict_quoted("post:sent_back:1:1", "Other words") == "Other words"
