"""Drafts on the server: one's own alone, never over other words unasked, gone when posted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.actions import drafts
from forum.actions.drafts import DraftConflict, NoDraft, save_draft
from forum.actions.once import reply_once
from forum.actions.threads import delete_thread
from forum.models import Board, Draft, Thread
from forum.models.drafts import MOST_CHARACTERS
from forum.queries.drafts import list_drafts
from tests.conftest import CANARY
from tests.forum.test_races import at_once

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db


def save(by: Member, source: str, *, place: str = "/ask/", **more: Any) -> Draft | None:
    return save_draft(place, by=by, words={"source": source}, **{"base": 0, **more})


@pytest.mark.parametrize(
    "place",
    ["", "/", "/ask", "/ask/?x=1", "/t/1/edit/", "/t/x/reply/", "//e.example/", "/t/1/reply/\n"],
)
def test_save_draft_refuses_other_places(noor: Member, place: str) -> None:
    with pytest.raises(NoDraft):
        save(noor, "Words", place=place)


def test_save_draft_refuses_more_than_a_form_takes(noor: Member) -> None:
    assert save(noor, "x" * MOST_CHARACTERS) is not None
    with pytest.raises(NoDraft):
        save(noor, "x" * (MOST_CHARACTERS + 1), place="/ask/?follow_up_of=1")


def test_save_draft_keeps_other_words_that_stand(noor: Member) -> None:
    first = save(noor, "On the phone")
    assert first is not None
    with pytest.raises(DraftConflict) as conflict:
        save(noor, "At the desk")
    assert conflict.value.draft.words == {"source": "On the phone"}
    assert Draft.objects.get().words == {"source": "On the phone"}
    again = save(noor, "On the phone", base=first.version)
    assert again is not None and again.version == first.version  # the same words are no change
    on = save(noor, "On the phone, later", base=first.version)
    assert on is not None and on.version == first.version + 1


def test_save_draft_of_both_loses_neither(noor: Member) -> None:
    save(noor, "On the phone")
    save(noor, "At the desk", base=None)
    kept = Draft.objects.get()
    assert (kept.words["source"], kept.before["source"]) == ("At the desk", "On the phone")
    save(noor, "On the phone", aside=True)
    kept = Draft.objects.get()
    assert (kept.words["source"], kept.before["source"]) == ("At the desk", "On the phone")


def test_save_draft_without_words_is_none(noor: Member) -> None:
    assert save_draft("/ask/", by=noor, words={"board": "heating"}, base=0) is None
    draft = save(noor, "Words")
    assert draft is not None
    assert save(noor, " ", base=draft.version) is None
    assert Draft.objects.count() == 0


def test_save_draft_makes_room(noor: Member) -> None:
    for number in range(drafts.MOST_DRAFTS + 2):
        save(noor, "Words", place=f"/ask/?follow_up_of={number + 1}")
    places = set(Draft.objects.values_list("place", flat=True))
    assert len(places) == drafts.MOST_DRAFTS
    assert "/ask/?follow_up_of=2" not in places and "/ask/?follow_up_of=3" in places


@pytest.mark.django_db(transaction=True)
def test_fifty_windows_save_at_once(noor: Member) -> None:
    """One version wins; the others hear of it, and nobody's words are put over another's."""
    conflicts: list[int] = []

    def one(number: int) -> None:
        try:
            save(noor, f"Window {number}")
        except DraftConflict:
            conflicts.append(number)

    assert at_once(one) == []
    kept = Draft.objects.get()
    assert len(conflicts) == 49
    assert int(kept.words["source"].split()[1]) not in conflicts


def test_sweep_drafts(noor: Member) -> None:
    now = timezone.now()
    for place, at in (("/ask/", 91), ("/ask/?follow_up_of=1", 89), ("/ask/?follow_up_of=2", 1)):
        save(noor, "Words", place=place, at=now - timedelta(days=at))
    drafts.throw_draft_away(Draft.objects.latest("pk"), at=now - timedelta(days=2))
    assert drafts.sweep_drafts(at=now) == 2
    assert Draft.objects.get().place == "/ask/?follow_up_of=1"


# Pages ------------------------------------------------------------------------------------------
def test_draft_save_answers_scripts(as_member: AsMember, noor: Member) -> None:
    client = as_member(noor)
    sent = {"place": "/ask/", "title": "Pump", "source": "It hums", "base": "0"}
    assert client.post("/drafts/save/", sent).json() == {"version": Draft.objects.get().version}
    other = client.post("/drafts/save/", {**sent, "source": "It sings"})
    assert other.status_code == 409
    assert other.json()["words"] == {"title": "Pump", "source": "It hums"}
    assert client.post("/drafts/save/", {**sent, "place": "/x/"}).status_code == 400
    assert Client().post("/drafts/save/", sent).status_code == 302


def test_draft_goes_on_without_scripts(as_member: AsMember, noor: Member, thread: Thread) -> None:
    client = as_member(noor)
    place = f"/t/{thread.pk}/reply/"
    answered = client.post("/drafts/save/", {"place": place, "source": "Half an answer"})
    assert (answered.status_code, answered["Location"]) == (303, "/drafts/")
    page = client.get("/drafts/").text
    assert page.count("Half an answer") == 1 and f'href="{place}"' in page
    for path in (place, thread.get_absolute_url()):
        assert ">Half an answer</textarea>" in client.get(path).text
    client.post("/drafts/save/", {"place": "/ask/", "title": "Pump", "source": "It hums"})
    assert "\nIt hums</textarea>" in client.get("/ask/").text


def test_draft_ends_when_it_is_posted(
    as_member: AsMember, noor: Member, thread: Thread, board: Board
) -> None:
    client = as_member(noor)
    half = save(noor, "Half", place=f"/t/{thread.pk}/reply/")
    assert half is not None
    save(noor, "Of something else", place="/ask/?follow_up_of=1")
    sent = {"source": "A whole answer", "draft_version": half.version}
    client.post(f"/t/{thread.pk}/reply/", sent)
    assert Draft.objects.get().place == "/ask/?follow_up_of=1"
    save(noor, "It hums")
    words = {"title": "Pump", "source": "It hums", "board": board.slug, "kind": "question"}
    assert client.post("/ask/", words).status_code == 302
    assert Draft.objects.get().place == "/ask/?follow_up_of=1"


def test_other_words_stay_when_one_version_is_posted(
    as_member: AsMember, noor: Member, thread: Thread, board: Board
) -> None:
    """Noor answers at the desk what she is answering on the phone as well; and asks another
    question than the one that she has begun."""
    client = as_member(noor)
    place = f"/t/{thread.pk}/reply/"
    phone = save(noor, "From the phone", place=place)
    assert phone is not None
    answered = client.post(place, {"source": "At the desk", "draft_version": phone.version - 1})
    told = "Other words that you wrote for this are in your drafts"
    assert client.get(answered["Location"], follow=True).text.count(told) == 1
    assert Draft.objects.get(place=place).words == {"source": "From the phone"}
    save(noor, "It hums")
    words = {"title": "Valve", "source": "It leaks", "board": board.slug, "kind": "question"}
    assert client.post("/ask/", words).status_code == 302
    assert Draft.objects.get(place="/ask/").words == {"source": "It hums"}


def test_draft_of_which_the_rest_was_posted_ends(noor: Member, thread: Thread) -> None:
    """The last saving of a draft may still be under way when its words are posted."""
    save(noor, "Bleed", place=f"/t/{thread.pk}/reply/")
    reply_once(thread, by=noor, source="Bleed it.")
    assert Draft.objects.count() == 0


def test_a_new_draft_is_not_taken_for_the_one_before(noor: Member) -> None:
    first = save(noor, "Of last week")
    assert first is not None
    save(noor, "", base=first.version)
    save(noor, "Of today")
    with pytest.raises(DraftConflict):
        save(noor, "Of last week, in an old window", base=first.version)


def test_a_title_in_the_address_begins_another_question(as_member: AsMember, noor: Member) -> None:
    client = as_member(noor)
    client.post("/drafts/save/", {"place": "/ask/", "title": "Old pump", "source": "It hums"})
    page = client.get("/ask/?title=New+valve").text
    assert page.count('value="New valve"') == 1 and "It hums" not in page
    assert 'data-draft-version="0"' in page and "data-draft-brought" in page
    same = client.get("/ask/?title=Old+pump").text
    assert same.count("\nIt hums</textarea>") == 1
    assert f'data-draft-version="{Draft.objects.get().version}"' in same


def test_words_kept_over_a_sign_in_are_shown_beside_the_draft(noor: Member, thread: Thread) -> None:
    """What is kept for who was signed out is of no version of the draft: saving shows both."""
    place = f"/t/{thread.pk}/reply/"
    save(noor, "From the phone", place=place)
    client = Client()
    client.post(place, {"source": "At the desk"})
    client.force_login(noor)
    page = client.get(place).text
    assert page.count("At the desk</textarea>") == 1
    assert 'data-draft-version="0"' in page


def test_a_form_that_failed_keeps_its_version(
    as_member: AsMember, noor: Member, thread: Thread
) -> None:
    place = f"/t/{thread.pk}/reply/"
    save(noor, "From the phone", place=place)
    page = as_member(noor).post(place, {"source": "Desk", "preview": "1", "draft_version": "7"})
    assert 'data-draft-version="7"' in page.text


def test_a_nul_is_no_word(as_member: AsMember, noor: Member, thread: Thread) -> None:
    client = as_member(noor)
    client.post("/drafts/save/", {"place": "/ask/", "title": "Pu\0mp", "source": "It\0 hums"})
    assert Draft.objects.get().words == {"title": "Pump", "source": "It hums"}
    assert client.post(f"/t/{thread.pk}/delete/", {"reason": "Tw\0ice"}).status_code == 303


def test_draft_is_its_owners(as_member: AsMember, noor: Member, sasha: Member) -> None:
    draft = save(noor, "Secret words")
    assert draft is not None
    stranger = as_member(sasha)
    assert "Secret words" not in stranger.get("/drafts/").text
    assert "Secret words" not in stranger.get("/ask/").text
    for act in ("delete", "undelete"):
        assert stranger.post(f"/drafts/{draft.pk}/{act}/").status_code == 404
    assert Draft.objects.get().thrown_at is None


def test_draft_thrown_away_and_back(as_member: AsMember, noor: Member) -> None:
    client, draft = as_member(noor), save(noor, "Secret words")
    assert draft is not None
    told = client.post(f"/drafts/{draft.pk}/delete/", follow=True).text
    assert "Secret words" not in told and f"/drafts/{draft.pk}/undelete/" in told
    assert "Secret words" not in client.get("/ask/").text
    assert "Secret words" in client.post(f"/drafts/{draft.pk}/undelete/", follow=True).text
    # New words after throwing away: the old ones stay beside them.
    drafts.throw_draft_away(draft)
    begun = save(noor, "Other words")
    assert begun is not None
    assert (begun.before, begun.version > draft.version) == ({"source": "Secret words"}, True)


@pytest.mark.parametrize("lost", ["closed", "deleted"])
def test_draft_of_a_thread_out_of_sight(
    as_member: AsMember, ask: Any, noor: Member, sasha: Member, closed_board: Board, lost: str
) -> None:
    """The words stay; nothing of the thread shows."""
    thread: Thread = ask(title=CANARY)
    save(sasha, "My own words", place=f"/t/{thread.pk}/reply/")
    assert CANARY in as_member(sasha).get("/drafts/").text
    if lost == "closed":
        Thread.objects.filter(pk=thread.pk).update(board=closed_board)
    else:
        delete_thread(thread, by=noor)
    page = as_member(sasha).get("/drafts/").text
    assert CANARY not in page and "My own words" in page and f"/t/{thread.pk}/" not in page


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_drafts_cost_the_same_queries(
    ask: Any, noor: Member, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        save(noor, "Words", place=f"/t/{ask().pk}/reply/")
    list_drafts(noor)
    with django_assert_num_queries(2):
        assert len(list_drafts(noor)) == number
