"""The pages of suggested edits and of sorting: who finds which, what they show and what they cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Member
from forum.actions.edits import edit_post
from forum.actions.replies import edit_reply, post_reply
from forum.actions.suggested import suggest_edit
from forum.models import Reply, SuggestedEdit, Tag, Thread, ThreadLink
from tests.conftest import make_member
from tests.forum.closed import Closed
from tests.forum.test_suggested import BETTER, has_points
from tests.reputation.holding import hold

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]
LIST = "/moderate/suggested/"


@pytest.fixture
def piet(db: None) -> Member:
    return has_points(make_member("piet"), 100)


@pytest.fixture
def olga(db: None) -> Member:
    return has_points(make_member("olga"), 250)


@pytest.fixture
def suggestion(answer: Reply, piet: Member) -> SuggestedEdit:
    return suggest_edit(answer, by=piet, source=BETTER, note="Stands out")


def page(client: Client, path: str) -> str:
    answered = client.get(path, follow=True)
    assert answered.status_code == 200, path
    return str(answered.content.decode())


# Refused -------------------------------------------------------------------------------------------
def test_without_the_points_the_form_says_what_is_needed(
    as_member: AsMember, answer: Reply, thread: Thread, sasha: Member
) -> None:
    client = as_member(sasha)
    for path in (f"/r/{answer.pk}/suggest/", f"/t/{thread.pk}/suggest/"):
        for answered in (client.get(path), client.post(path, {"source": BETTER, "note": "Why"})):
            assert answered.status_code == 403
            assert "You need 100 points to" in answered.content.decode()
    assert SuggestedEdit.objects.count() == 0
    assert "/suggest/" not in page(client, thread.get_absolute_url())


def test_who_does_not_decide_finds_nothing(
    as_member: AsMember, suggestion: SuggestedEdit, sasha: Member, piet: Member
) -> None:
    at = f"/suggested/{suggestion.pk}/"
    for client in (as_member(sasha), Client()):
        assert client.get(LIST).status_code == 404
        assert client.get("/moderate/").status_code == 404
    assert as_member(sasha).get(at).status_code == 404
    assert as_member(sasha).post(at, {"act": "accept"}).status_code == 404
    assert as_member(piet).get(LIST).status_code == 404
    assert as_member(piet).post(at, {"act": "accept"}).status_code == 403
    assert SuggestedEdit.objects.get().state == "open"


def test_a_reviewer_moderates_nothing_else(
    as_member: AsMember, suggestion: SuggestedEdit, answer: Reply, olga: Member
) -> None:
    client = as_member(olga)
    assert client.get("/moderate/")["Location"] == LIST
    assert client.get("/moderate/log/").status_code == 404
    assert client.get(f"/r/{answer.pk}/moderate/").status_code == 403
    assert "What was done" not in page(client, LIST)


def test_closed_boards_stay_closed(as_member: AsMember, closed: Closed) -> None:
    has_points(closed.tomasz, 2_000)
    client = as_member(closed.tomasz)
    assert "No edits wait" in page(client, LIST)
    for row in SuggestedEdit.objects.all():
        assert client.get(f"/suggested/{row.pk}/").status_code == 404
        assert client.post(f"/suggested/{row.pk}/", {"act": "accept"}).status_code == 404
    assert client.get(f"/t/{closed.thread.pk}/suggest/").status_code == 404
    assert client.get(f"/t/{closed.thread.pk}/sort/").status_code == 404
    has_points(closed.piet, 250)
    seen = page(as_member(closed.piet), LIST)
    # Piet's own is not for Piet to decide.
    assert seen.count('class="case"') == 1


def test_a_form_without_its_reason_comes_back(
    as_member: AsMember, answer: Reply, suggestion: SuggestedEdit, piet: Member, olga: Member
) -> None:
    at = f"/r/{answer.pk}/suggest/"
    for sent in ({"source": "Other"}, {"source": "", "note": "Why"}, {"source": "x" * 10_001}):
        assert as_member(piet).post(at, sent).status_code == 400
    answered = as_member(olga).post(f"/suggested/{suggestion.pk}/", {"act": "refuse"})
    assert answered.status_code == 400
    assert "Please say why" in answered.content.decode()
    assert as_member(olga).post(f"/suggested/{suggestion.pk}/", {"act": "fly"}).status_code == 400
    assert SuggestedEdit.objects.get().state == "open"


def test_links_that_stand_there_may_stay(as_member: AsMember, answer: Reply, piet: Member) -> None:
    """Somebody whose points do not open many links adds none beyond a few."""
    hold({"privileges": {"more_links": 900}})
    links = "\n".join(f"https://example.org/{n}" for n in range(12))
    at = f"/r/{answer.pk}/suggest/"
    assert as_member(piet).post(at, {"source": links, "note": "Why"}).status_code == 400
    Reply.objects.filter(pk=answer.pk).update(source=f"{links}\n\nSo")
    more = f"{links}\nhttps://example.org/13"
    assert as_member(piet).post(at, {"source": more, "note": "Why"}).status_code == 400
    assert as_member(piet).post(at, {"source": links, "note": "Why"}).status_code == 303


def test_no_pictures_that_its_author_could_not_show(
    as_member: AsMember, answer: Reply, piet: Member
) -> None:
    sent = {"source": f"![Hub](/media/posts/{'b' * 32}.webp)", "note": "Why"}
    assert as_member(piet).post(f"/r/{answer.pk}/suggest/", sent).status_code == 400
    assert SuggestedEdit.objects.count() == 0


# Suggesting ----------------------------------------------------------------------------------------
def test_from_the_post_to_its_author_and_back(
    as_member: AsMember, thread: Thread, answer: Reply, piet: Member, tomasz: Member
) -> None:
    client, at = as_member(piet), f"/r/{answer.pk}/suggest/"
    assert at in page(client, thread.get_absolute_url())
    sent = {"source": BETTER, "note": "Stands out"}
    looked = client.post(at, {"source": BETTER, "preview": "1"})
    assert "<strong>two-wire</strong>" in looked.content.decode()
    assert SuggestedEdit.objects.count() == 0
    assert client.post(at, sent).status_code == 303
    row = SuggestedEdit.objects.get()
    link = f'href="/suggested/{row.pk}/"'
    for who, sees in ((piet, True), (tomasz, True), (make_member("ines"), False)):
        assert (link in page(as_member(who), thread.get_absolute_url())) == sees
    assert "Stands out" in page(client, at)
    mine = page(as_member(tomasz), f"/suggested/{row.pk}/")
    assert "<ins>**</ins>two" in mine
    assert as_member(tomasz).post(f"/suggested/{row.pk}/", {"act": "accept"}).status_code == 303
    history = page(client, f"/r/{answer.pk}/history/")
    assert "accepted by" in history
    assert history.index("Piet") < history.index("Tomasz Wilk")


def test_a_thread_has_its_title_in_the_form(
    as_member: AsMember, thread: Thread, piet: Member, noor: Member
) -> None:
    at = f"/t/{thread.pk}/suggest/"
    sent = {"title": "Hub says waiting", "source": thread.source, "note": "Names it"}
    assert as_member(piet).post(at, {**sent, "title": " "}).status_code == 400
    assert as_member(piet).post(at, sent).status_code == 303
    row = SuggestedEdit.objects.get()
    seen = page(as_member(noor), f"/suggested/{row.pk}/")
    assert "<del>The house is cold</del> <ins>Hub says waiting</ins>" in seen


def test_out_of_date_says_so_and_shows_what_changed(
    as_member: AsMember, answer: Reply, suggestion: SuggestedEdit, tomasz: Member, olga: Member
) -> None:
    edit_reply(answer, by=tomasz, source="Set the link to three-wire.")
    for path in (f"/suggested/{suggestion.pk}/", LIST):
        seen = page(as_member(olga), path)
        assert "edited since this was suggested" in seen
        assert "<del>two</del><ins>three</ins>" in seen
        assert 'value="accept"' not in seen
    assert (
        as_member(olga).post(f"/suggested/{suggestion.pk}/", {"act": "accept"}).status_code == 403
    )


def test_words_that_the_company_took_out_stay_out(
    as_member: AsMember, answer: Reply, suggestion: SuggestedEdit, maren: Member, olga: Member
) -> None:
    edit_post(answer, by=maren, source="No link.", note="Personal", hide_before=True)
    for path in (f"/suggested/{suggestion.pk}/", LIST):
        assert "two-wire" not in page(as_member(olga), path)
        assert "two-wire" in page(as_member(maren), path).replace("<ins>", "").replace("</ins>", "")


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_the_list_costs_the_same(
    as_member: AsMember, ask: Ask, tomasz: Member, olga: Member, number: int
) -> None:
    for n in range(number):
        answer = post_reply(ask(), by=tomasz, source="Two-wire.")
        kept = {"source": "Better", "note": "Better", "based_on": n % 2}
        SuggestedEdit.objects.create(reply=answer, by=make_member(f"m{n}"), **kept)
    client = as_member(olga)
    client.get(LIST)
    with CaptureQueriesContext(connection) as context:
        seen = client.get(LIST).content.decode()
    assert seen.count('class="case"') == min(number, 20)
    assert len(context.captured_queries) == 6


def test_pages_of_the_list(
    as_member: AsMember, ask: Ask, tomasz: Member, olga: Member, thread: Thread
) -> None:
    for n in range(21):
        answer = post_reply(thread, by=tomasz, source="Two-wire.")
        at = thread.created_at + timedelta(minutes=n)
        kept = {"source": "Better", "note": f"Note {n}.", "based_on": 0, "at": at}
        SuggestedEdit.objects.create(reply=answer, by=make_member(f"m{n}"), **kept)
    first = as_member(olga).get(LIST)
    assert "Note 20." in first.content.decode()
    assert "Note 0." not in first.content.decode()
    after = first.context["page"].next
    assert "Note 0." in page(as_member(olga), f"{LIST}?after={after}")
    assert as_member(olga).get(f"{LIST}?after=x").status_code == 404


# Sorting -------------------------------------------------------------------------------------------
def test_sorting_needs_points(
    as_member: AsMember, thread: Thread, sasha: Member, piet: Member
) -> None:
    at = f"/t/{thread.pk}/sort/"
    assert as_member(sasha).get(at).status_code == 403
    assert at not in page(as_member(sasha), thread.get_absolute_url())
    assert at in page(as_member(piet), thread.get_absolute_url())
    sent = {"act": "duplicate", "of": "1", "reason": "Same"}
    assert as_member(piet).post(at, sent).status_code == 403
    assert as_member(piet).post(at, {"act": "retag", "tags": ""}).status_code == 400


def test_tags_by_a_member_are_undone_by_the_company(
    as_member: AsMember, thread: Thread, piet: Member, maren: Member
) -> None:
    thread.tags.add(Tag.objects.create(name="old", slug="old"))
    sent = {"act": "retag", "tags": "", "reason": "Not about that"}
    assert as_member(piet).post(f"/t/{thread.pk}/sort/", sent).status_code == 303
    assert thread.tags.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb) == (piet, "retag")
    assert as_member(maren).post(f"/moderate/log/{entry.pk}/undo/").status_code == 303
    assert [tag.slug for tag in thread.tags.all()] == ["old"]


def test_duplicates_by_a_member_of_what_they_see(
    as_member: AsMember, closed: Closed, noor: Member
) -> None:
    thread, tomasz = closed.open_thread, closed.tomasz
    ThreadLink.objects.all().delete()
    other = Thread.objects.create(
        board=closed.open_board, kind="question", title="Same", author=noor, html="x", source="x"
    )
    has_points(tomasz, 500)
    client, at = as_member(tomasz), f"/t/{thread.pk}/sort/"
    hidden = {"act": "duplicate", "of": str(closed.thread.pk), "reason": "Same"}
    answered = client.post(at, hidden)
    assert answered.status_code == 400
    assert "no thread of ours" in answered.content.decode()
    assert client.post(at, {**hidden, "of": str(other.pk)}).status_code == 303
    assert ThreadLink.objects.get().to_id == other.pk
    assert client.post(at, {"act": "unduplicate", "reason": "Not so"}).status_code == 303
    assert ThreadLink.objects.count() == 0


# What points open ----------------------------------------------------------------------------------
def test_what_points_open_stands_with_ones_points(
    as_member: AsMember, piet: Member, olga: Member
) -> None:
    seen = page(as_member(olga), "/m/olga/reputation/")
    assert "100 points to suggest edits of what others wrote" in seen
    assert LIST in seen
    assert LIST not in page(as_member(piet), "/m/piet/reputation/")
    assert "What points open" not in page(as_member(piet), "/m/olga/reputation/")
