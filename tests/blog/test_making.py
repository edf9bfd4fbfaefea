"""A Solution becomes a how-to: who may, what the draft says, and that twice is once."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.images import get_image_model

from accounts.models import Member
from accounts.refusals import Refusal
from accounts.versions import bump
from blog.actions import let_write, make_topic
from blog.actions.checks import digest_of
from blog.actions.making import add_to_howto, make_howto
from blog.blocks import MOST_STEPS
from blog.models import Credit, HowTo, Source, Topic
from blog.permissions import check_can_make_howto
from forum import providers
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.enums import PictureState
from forum.models import Board, Picture, Reply, Thread
from forum.queries.visibility import forget_boards
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]
ANSWER = "Do this:\n\n1. **Wake the hub**\n\n   Hold it.\n2. Wait\n\n```\nlink = two-wire\n```"


@pytest.fixture
def topic(maren: Member) -> Topic:
    made = make_topic(slug="heating", title="Heating")
    let_write(maren)
    return made


@pytest.fixture
def solved(topic: Topic, thread: Thread, tomasz: Member, noor: Member) -> Thread:
    accept_solution(post_reply(thread, by=tomasz, source=ANSWER), by=noor)
    thread.refresh_from_db()
    return thread


def path_of(thread: Thread) -> str:
    return f"/help/make/{thread.pk}/"


def close(board: Board) -> None:
    Board.objects.filter(pk=board.pk).update(is_closed=True)
    bump("boards")
    forget_boards()


def raw(howto: HowTo) -> list[tuple[str, Any]]:
    """The blocks of the newest draft, without their ids."""

    def plainly(value: Any) -> Any:
        if isinstance(value, list):
            return [plainly(one) for one in value]
        if isinstance(value, dict):
            return {name: plainly(v) for name, v in value.items() if name != "id"}
        return value

    draft = HowTo.objects.get(pk=howto.pk).get_latest_revision_as_object()
    return [(b["type"], b["value"]) for b in plainly(draft.steps.get_prep_value())]


def test_a_visitor_signs_in_first(client: Client, solved: Thread) -> None:
    assert client.get(path_of(solved))["Location"].startswith("/accounts/login/")
    assert HowTo.objects.count() == 0


def test_a_customer_finds_nothing(as_member: AsMember, solved: Thread, noor: Member) -> None:
    noor.groups.add(Group.objects.get(name="Help authors"))
    client = as_member(noor)
    assert client.get(path_of(solved)).status_code == 404
    assert client.post(path_of(solved), {"topic": 1}).status_code == 404
    with pytest.raises(Refusal, match="people of the company"):
        check_can_make_howto(noor, solved)


def test_an_ambassador_outside_the_groups_finds_nothing(
    as_member: AsMember, solved: Thread
) -> None:
    piet = make_member("piet", role="ambassador")
    assert as_member(piet).get(path_of(solved)).status_code == 404
    with pytest.raises(Refusal, match="people of the company"):
        check_can_make_howto(piet, solved)


def test_a_closed_board_stays_closed(
    as_member: AsMember, solved: Thread, board: Board, maren: Member, topic: Topic
) -> None:
    """Also for who may read it: a how-to is for everybody."""
    close(board)
    answer = as_member(maren).post(path_of(solved), {"topic": topic.pk})
    assert answer.status_code == 403
    assert b"What is written on a closed board stays there." in answer.content
    with pytest.raises(Refusal):
        make_howto(solved, by=maren, topic=topic)
    assert (HowTo.objects.count(), Source.objects.count()) == (0, 0)


def test_a_thread_without_a_solution_is_refused(
    as_member: AsMember, thread: Thread, answer: Reply, noor: Member, maren: Member, topic: Topic
) -> None:
    assert as_member(maren).get(path_of(thread)).status_code == 403
    accept_solution(answer, by=noor)
    thread.refresh_from_db()
    stale = Thread.objects.get(pk=thread.pk)
    withdraw_solution(thread, by=noor)
    with pytest.raises(Refusal, match="has none"):
        make_howto(stale, by=maren, topic=topic)
    assert HowTo.objects.count() == 0


def test_a_deleted_thread_is_refused(solved: Thread, maren: Member, topic: Topic) -> None:
    Thread.objects.filter(pk=solved.pk).update(deleted_at=timezone.now())
    with pytest.raises(Refusal, match="deleted"):
        make_howto(solved, by=maren, topic=topic)


def test_a_topic_of_others_is_refused(solved: Thread, maren: Member, topic: Topic) -> None:
    maren.groups.clear()
    let_write(maren)
    stranger = make_member("piet", role="ambassador")
    with pytest.raises(Refusal):
        make_howto(solved, by=stranger, topic=topic)


def test_a_how_to_of_others_is_refused(solved: Thread, maren: Member, topic: Topic) -> None:
    other = make_member("piet", role="ambassador")
    let_write(other)
    howto = make_howto(solved, by=maren, topic=topic)
    with pytest.raises(Refusal, match="cannot change"):
        add_to_howto(howto, solved, by=other)


def test_a_form_without_a_place_is_refused(
    as_member: AsMember, solved: Thread, maren: Member
) -> None:
    answer = as_member(maren).post(path_of(solved), {"topic": "", "howto": ""})
    assert answer.status_code == 400
    assert "Choose a topic, or a how-to to add this to." in answer.content.decode()
    assert as_member(maren).post(path_of(solved), {"topic": "x"}).status_code == 400


def test_looking_changes_nothing(as_member: AsMember, solved: Thread, maren: Member) -> None:
    page = as_member(maren).get(path_of(solved))
    assert (page.status_code, HowTo.objects.count()) == (200, 0)
    assert "Heating" in page.content.decode()


def test_a_draft_says_what_question_and_solution_say(
    as_member: AsMember, solved: Thread, maren: Member, noor: Member, tomasz: Member, topic: Topic
) -> None:
    answer = as_member(maren).post(path_of(solved), {"topic": topic.pk})
    howto = HowTo.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cms/pages/{howto.pk}/edit/")
    assert (howto.live, howto.author, howto.owner) == (False, maren, maren)
    assert howto.get_parent().specific == topic
    assert (howto.title, howto.summary, howto.language) == (solved.title, solved.gist, "en")
    assert raw(howto) == [
        ("text", "<p>The hub says waiting.</p>"),
        ("heading", "What to do"),
        ("text", "<p>Do this:</p>"),
        (
            "step",
            {
                "title": "Wake the hub",
                "body": [{"type": "text", "value": "<p>Hold it.</p>"}],
            },
        ),
        ("step", {"title": "", "body": [{"type": "text", "value": "<p>Wait</p>"}]}),
        ("code", {"code": "link = two-wire", "name": ""}),
    ]
    source = Source.objects.get()
    assert (source.howto, source.thread, source.by) == (howto, solved, maren)
    assert source.reply == solved.solution
    assert source.digest == digest_of(ANSWER)
    credits = Credit.objects.filter(post=howto).values_list("member__username", "part")
    assert sorted(credits) == [("noor", "asker"), ("tomasz", "solver")]


def test_the_editor_opens_what_was_made(
    as_member: AsMember, solved: Thread, maren: Member, topic: Topic
) -> None:
    howto = make_howto(solved, by=maren, topic=topic)
    page = as_member(maren).get(f"/cms/pages/{howto.pk}/edit/")
    assert page.status_code == 200
    assert "Wake the hub" in page.content.decode()
    howto.get_latest_revision_as_object().full_clean()


def test_twice_is_once(as_member: AsMember, solved: Thread, maren: Member, topic: Topic) -> None:
    client = as_member(maren)
    places = [client.post(path_of(solved), {"topic": topic.pk})["Location"] for _ in range(2)]
    assert (len(set(places)), HowTo.objects.count(), Source.objects.count()) == (1, 1, 1)
    howto = HowTo.objects.get()
    before = raw(howto)
    assert client.post(path_of(solved), {"howto": howto.pk})["Location"] == places[0]
    assert raw(howto) == before
    assert "made of this thread already" in client.get(path_of(solved)).content.decode()


def test_several_threads_feed_one(
    as_member: AsMember,
    solved: Thread,
    ask: Callable[..., Thread],
    maren: Member,
    sasha: Member,
    noor: Member,
    topic: Topic,
) -> None:
    howto = make_howto(solved, by=maren, topic=topic)
    other = ask(title="The hub is deaf", source="Hello?")
    accept_solution(post_reply(other, by=sasha, source="Shout."), by=noor)
    before = raw(howto)
    answer = as_member(maren).post(path_of(other), {"howto": howto.pk})
    assert answer["Location"] == f"/cms/pages/{howto.pk}/edit/"
    assert raw(howto) == [
        *before,
        ("heading", "The hub is deaf"),
        ("text", "<p>Hello?</p>"),
        ("step", {"title": "", "body": [{"type": "text", "value": "<p>Shout.</p>"}]}),
    ]
    assert Source.objects.filter(howto=howto).count() == 2
    draft = HowTo.objects.get(pk=howto.pk).get_latest_revision_as_object()
    credited = [(credit.member.username, credit.part) for credit in draft.credits.all()]
    assert sorted(credited) == [("noor", "asker"), ("sasha", "solver"), ("tomasz", "solver")]


def test_a_how_to_that_is_full_is_refused(solved: Thread, maren: Member, topic: Topic) -> None:
    howto = HowTo(title="Full", slug="full", summary="x", author=maren, owner=maren, live=False)
    howto.steps = [("heading", f"Part {n}") for n in range(MOST_STEPS)]
    topic.add_child(instance=howto)
    howto.save_revision()
    with pytest.raises(Refusal, match="no room"):
        add_to_howto(howto, solved, by=maren)
    assert Source.objects.count() == 0


def test_a_title_that_is_taken_gets_a_number(solved: Thread, maren: Member, topic: Topic) -> None:
    topic.add_child(
        instance=HowTo(title=solved.title.upper(), slug="a", summary="x", author=maren, live=False)
    )
    howto = make_howto(solved, by=maren, topic=topic)
    assert (howto.title, howto.slug) == (f"{solved.title} (2)", "the-house-is-cold")


def test_pictures_are_copied_once_with_their_words(
    solved: Thread, maren: Member, tomasz: Member, topic: Topic, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    name, out = "ab" * 16, BytesIO()
    Drawing.new("RGB", (40, 30), "teal").save(out, "WEBP")
    default_storage.save(f"posts/{name}.webp", ContentFile(out.getvalue()))
    Picture.objects.create(
        name=name, uploader=tomasz, state=PictureState.READY, width=40, height=30, alt="A hub"
    )
    img = f'<p>See <a href="/media/posts/{name}.webp"><img src="/media/posts/{name}.webp" alt="The hub"></a></p>'
    gone = f'<p><img src="/media/posts/{"cd" * 16}.webp" alt="A cat"></p>'
    assert solved.solution is not None
    Reply.objects.filter(pk=solved.solution.pk).update(html=img + gone)
    howto = make_howto(solved, by=maren, topic=topic)
    image = get_image_model().objects.get()
    assert (image.title, image.width, image.height) == ("A hub", 40, 30)
    assert image.uploaded_by_user == maren
    # Whoever saw the thread does not know the name of the copy.
    assert re.fullmatch(r"original_images/[0-9a-f]{32}\.webp", image.file.name)
    assert name not in image.file.name
    shown = {"image": image.pk, "alt": "The hub", "caption": "", "missing": ""}
    lost = {"image": None, "alt": "A cat", "caption": "", "missing": f"{'cd' * 16}.webp"}
    body = raw(howto)[-1][1]["body"]
    assert [(part["type"], part["value"]) for part in body] == [
        ("text", "<p>See</p>"),
        ("picture", shown),
        ("picture", lost),
    ]
    HowTo.objects.all().delete()
    make_howto(solved, by=maren, topic=topic)
    assert get_image_model().objects.count() == 1


def test_nobody_but_the_company_is_asked_about(
    client: Client, solved: Thread, noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(providers, "_thread_acts", [lambda viewer, _thread: asked.append(viewer)])
    client.get(solved.get_absolute_url())
    client.force_login(noor)
    client.get(solved.get_absolute_url())
    assert asked == []


def test_the_button_stands_where_it_leads_on(
    as_member: AsMember, client: Client, solved: Thread, maren: Member, noor: Member, board: Board
) -> None:
    url, button = solved.get_absolute_url(), f'href="{path_of(solved)}"'
    seen = [button in c.get(url).content.decode() for c in (client, as_member(noor))]
    assert seen == [False, False]
    assert button in as_member(maren).get(url).content.decode()
    close(board)
    assert button not in as_member(maren).get(url).content.decode()
