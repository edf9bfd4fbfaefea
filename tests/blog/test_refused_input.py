"""Broken input to a post is refused, and the sentence stands beside its field."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.test.utils.form_data import streamfield

from accounts.versions import bump
from blog.models import HowTo, Topic
from forum.models import Board
from tests.blog.desk import add_howto, contentstate, edit_howto, errors_beside, png, step, upload

pytestmark = pytest.mark.django_db


def sentences(answer: HttpResponse) -> str:
    """The page, in which errors of a stream stand as data for the script that shows them."""
    return unescape(answer.content.decode())


def errors_of_steps(answer: HttpResponse) -> Any:
    """What is said of which block and which field of it."""
    (error,) = answer.context["form"].errors["steps"].as_data()  # type: ignore[attr-defined]
    return error.as_json_data()["blockErrors"]


def test_a_step_without_text(authoring: Client, topic: Topic) -> None:
    answer = add_howto(authoring, topic, steps=[step(), step("")])
    found = errors_of_steps(answer)
    assert found == {1: {"blockErrors": {"title": {"messages": ["A step says what to do."]}}}}
    assert HowTo.objects.count() == 0


def test_a_video_over_http(authoring: Client, topic: Topic) -> None:
    video = {"url": "http://vimeo.com/1", "title": "Setting the link", "minutes": ""}
    answer = add_howto(authoring, topic, steps=[("video", video)])
    sentence = "The address of a video begins with https://."
    assert errors_of_steps(answer) == {0: {"blockErrors": {"url": {"messages": [sentence]}}}}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vimeo"])
def test_a_video_at_no_address(authoring: Client, topic: Topic, url: str) -> None:
    video = {"url": url, "title": "Setting the link", "minutes": ""}
    answer = add_howto(authoring, topic, steps=[("video", video)])
    assert list(errors_of_steps(answer)[0]["blockErrors"]) == ["url"]


def test_a_picture_without_words(
    authoring: Client, topic: Topic, settings: Any, tmp_path: Any
) -> None:
    """A draft may wait for them; what is submitted has them."""
    settings.MEDIA_ROOT = tmp_path
    upload(authoring, png())
    picture = {"image": str(Image.objects.get().pk), "alt": "", "caption": "", "missing": ""}
    steps = [step(body=[("picture", picture)])]
    answer = add_howto(authoring, topic, action="submit", steps=steps)
    (error,) = errors_of_steps(answer).values()
    assert list(error["blockErrors"]["body"]["blockErrors"][0]["blockErrors"]) == ["alt"]


def test_a_picture_that_is_not_there(authoring: Client, topic: Topic) -> None:
    picture = {"image": "", "alt": "The hub", "caption": "", "missing": ""}
    answer = add_howto(authoring, topic, steps=[("picture", picture)])
    sentence = {"messages": ["Choose a picture."]}
    assert errors_of_steps(answer) == {0: {"blockErrors": {"image": sentence}}}


def test_a_way_to_a_step_that_is_not_there(authoring: Client, topic: Topic) -> None:
    branch = {"no": "Go back", "no_step": "7"}
    answer = add_howto(authoring, topic, steps=[step(branch=branch)])
    assert errors_of_steps(answer) == {0: {"messages": ["There is no step of that number."]}}


def test_two_posts_with_one_address(authoring: Client, topic: Topic) -> None:
    add_howto(authoring, topic)
    answer = add_howto(authoring, topic, title="Another")
    (sentence,) = errors_beside(answer)["slug"]
    assert "'set-the-link' is already in use" in sentence
    assert HowTo.objects.count() == 1


def test_two_posts_of_one_name_in_one_language(authoring: Client, topic: Topic) -> None:
    add_howto(authoring, topic)
    answer = add_howto(authoring, topic, slug="another", title="SET the link")
    assert errors_beside(answer) == {"title": ["There is a post of this name in this language."]}


def test_one_name_in_two_languages(authoring: Client, topic: Topic) -> None:
    add_howto(authoring, topic)
    add_howto(authoring, topic, slug="another", language="nl")
    assert HowTo.objects.count() == 2


def test_an_end_before_the_beginning(authoring: Client, topic: Topic) -> None:
    now = timezone.now()
    begins, ends = now + timedelta(days=3), now + timedelta(days=2)
    answer = add_howto(
        authoring,
        topic,
        go_live_at=f"{begins:%Y-%m-%d %H:%M}",
        expire_at=f"{ends:%Y-%m-%d %H:%M}",
    )
    sentence = ["Go live date/time must be before expiry date/time"]
    assert errors_beside(answer) == {"go_live_at": sentence, "expire_at": sentence}


def test_an_end_that_is_over(authoring: Client, topic: Topic) -> None:
    ends = timezone.now() - timedelta(days=1)
    answer = add_howto(authoring, topic, expire_at=f"{ends:%Y-%m-%d %H:%M}")
    assert errors_beside(answer) == {"expire_at": ["Expiry date/time must be in the future."]}


@pytest.mark.parametrize("slug", ["series", "tags", "by", "feeds", "print"])
def test_a_topic_at_an_address_with_a_meaning(publishing: Client, topic: Topic, slug: str) -> None:
    index = topic.get_parent()
    words = {"title": "A topic", "slug": slug, "introduction": "", "icon": "book"}
    words |= {"search_description": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    answer = publishing.post(f"/cms/pages/add/blog/topic/{index.pk}/", words)
    assert errors_beside(answer) == {"slug": ["That address has a meaning of its own here."]}  # type: ignore[arg-type]
    assert Topic.objects.count() == 1


def test_a_closed_board_for_comments(
    authoring: Client, topic: Topic, board: Board, closed_board: Board
) -> None:
    page = authoring.get(f"/cms/pages/add/blog/howto/{topic.pk}/")
    offered = page.context["form"].fields["comments_board"].queryset
    assert list(offered) == [board]
    answer = add_howto(authoring, topic, comments_board=str(closed_board.pk))
    assert list(errors_beside(answer)) == ["comments_board"]


def test_a_board_that_takes_no_talk(authoring: Client, topic: Topic, board: Board) -> None:
    board.kinds = ["question"]
    board.save()
    bump("boards")
    answer = add_howto(authoring, topic, comments_board=str(board.pk))
    assert list(errors_beside(answer)) == ["comments_board"]


def test_steps_that_fit_on_no_page(authoring: Client, topic: Topic) -> None:
    long = [step(f"Step {n}", body=[("text", contentstate("word " * 5_000))]) for n in range(17)]
    answer = add_howto(authoring, topic, steps=long)
    assert "That is too long for one page. Make a series of it." in sentences(answer)
    assert not HowTo.objects.exists()


def test_a_tag_that_nobody_made(authoring: Client, topic: Topic) -> None:
    answer = add_howto(authoring, topic, tags=["999"])
    assert list(errors_beside(answer)) == ["tags"]


def test_what_is_wrong_in_an_edit_changes_nothing(authoring: Client, topic: Topic) -> None:
    add_howto(authoring, topic)
    answer = edit_howto(authoring, HowTo.objects.get(), title="Another", steps=[step("")])
    assert "A step says what to do." in sentences(answer)
    assert HowTo.objects.get().latest_revision.content["title"] == "Set the link"


def test_a_howto_of_many_steps_is_taken(authoring: Client, topic: Topic) -> None:
    """So many fields that the limit for other forms would answer 400."""
    text = ("text", contentstate("Hold it for three seconds."))
    steps = [step(f"Step {number}", body=[text]) for number in range(120)]
    assert len(streamfield(steps)) == 121
    assert add_howto(authoring, topic, steps=steps).status_code == 302
    latest = HowTo.objects.get().get_latest_revision_as_object()
    assert len(latest.steps) == 120
