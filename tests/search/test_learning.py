"""What is noted of searches and offers: without who it was, once, and what people said alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from blog.actions import let_write
from blog.actions.groups import AUTHORS
from forum.models import Board, Thread
from search.actions import learning
from search.actions.learning import forget_old, normalised, note_offer, note_search
from search.desk import clusters, desk_of, howto_address
from search.learning import shown_mark
from search.models import Offer, OfferOutcome, SearchEntry
from tests.search.posts import howto, topic

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]
TOKEN, OTHER = "a" * 32, "b" * 32
HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mail  to Noor@Ostrel.example fails", "mail to @ fails"),
        ("call +31 6 1234 5678 now", "call # now"),
        ("card 4111 1111 1111 1111", "card #"),
        ("see https://private.example/x?y=1 and www.example.org", "see @ and @"),
        ("error 0x800CCC0E in v140.3.1", "error 0x800ccc0e in v140.3.1"),
        ("model 4512", "model 4512"),
        ("ä" * 300, "ä" * 100),
    ],
)
def test_what_may_be_somebodys_is_not_kept(typed: str, kept: str) -> None:
    assert normalised(typed) == kept


def test_a_page_that_another_site_or_nobody_sent_is_not_noted(client: Client) -> None:
    mark = shown_mark("boiler", 3)
    for data, headers in (
        ({"token": TOKEN, "shown": mark}, {"HTTP_ORIGIN": "https://elsewhere.example"}),
        ({"token": "x", "shown": mark}, HERE),
        ({"token": TOKEN, "shown": mark[:-2]}, HERE),
        ({"token": TOKEN, "shown": ""}, HERE),
        ({"token": TOKEN, "shown": "9" * 60_000}, HERE),
    ):
        assert client.post("/search/seen/", data, **headers).status_code in (400, 403)  # type: ignore[arg-type]
    assert client.get("/search/seen/").status_code == 405
    assert SearchEntry.objects.count() == 0


def test_a_search_its_click_and_who_went_to_ask_are_noted_once(client: Client) -> None:
    for token in (TOKEN, TOKEN, OTHER):
        shown = {"token": token, "shown": shown_mark("Boiler  A", 3)}
        assert client.post("/search/seen/", shown, **HERE).status_code == 204  # type: ignore[arg-type]
    for position in ("2", "5", "0", "x", "9999999"):
        client.post("/search/seen/", {"token": TOKEN, "position": position}, **HERE)  # type: ignore[arg-type]
    client.post("/search/seen/", {"token": OTHER, "asked": "1"}, **HERE)  # type: ignore[arg-type]
    rows = SearchEntry.objects.order_by("token").values_list("text", "hits", "position", "outcome")
    assert list(rows) == [("boiler a", 3, 2, "clicked"), ("boiler a", 3, None, "asked")]


def test_a_flood_is_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_AN_HOUR", 2)
    for number in range(4):
        note_search("boiler", language="en", hits=1, token=f"{number:032}")
    assert SearchEntry.objects.count() == 2


def test_an_offer_of_a_closed_board_solves_nothing(
    ask: Ask, closed_board: Board, maren: Member, client: Client
) -> None:
    thread = ask(board=closed_board, by=maren, title="Secret")
    for pk in (str(thread.pk), "999999", "x", "", "9" * 500):
        sent = {"solved": pk, "offer": TOKEN}
        assert client.post("/search/solved/", sent).status_code == 404
    assert client.get(f"/search/helped/{thread.pk}/").status_code == 404
    assert Offer.objects.count() == 0


def test_what_solved_it_stays_said_and_leaving_is_never_solved(ask: Ask, client: Client) -> None:
    thread = ask(title="Boiler whistles")
    left = {"offer": OTHER, "title": "My boiler whistles", "refused": "2"}
    assert client.post("/search/left/", left).status_code == 204
    assert client.post("/search/left/", {**left, "outcome": "asked"}).status_code == 204
    assert client.post("/search/left/", left).status_code == 204
    answer = client.post("/search/solved/", {"offer": TOKEN, "solved": thread.pk, "title": "It"})
    assert (answer.status_code, answer["Location"]) == (303, f"/search/helped/{thread.pk}/")
    client.post("/search/left/", {"offer": TOKEN, "title": "It"})
    rows = Offer.objects.order_by("token").values_list("outcome", "thread_id", "refused")
    assert list(rows) == [("solved", thread.pk, 0), ("asked", None, 4)]
    assert desk_of("7").offers == {"solved": 1, "asked": 1, "left": 0}
    assert "Boiler whistles" in client.get(answer["Location"]).content.decode()


def test_a_how_to_that_nobody_may_read_solves_nothing(maren: Member, client: Client) -> None:
    post = howto(maren, "Bleed a radiator")
    post.unpublish()
    for said in (f"h{post.pk}", "h", "h0", "h9999999", "hx", f"t{post.pk}", f"h{'9' * 500}"):
        sent = {"solved": said, "offer": TOKEN}
        assert client.post("/search/solved/", sent).status_code == 404
    assert client.get(f"/search/helped/how-to/{post.pk}/").status_code == 404
    assert Offer.objects.count() == 0


def test_a_how_to_that_solved_it_counts_as_a_thread_does(maren: Member, client: Client) -> None:
    post = howto(maren, "Bleed a radiator")
    sent = {"offer": TOKEN, "solved": f"h{post.pk}", "title": "It is cold"}
    answer = client.post("/search/solved/", sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/search/helped/how-to/{post.pk}/")
    client.post("/search/left/", {"offer": TOKEN, "title": "It"})
    rows = Offer.objects.values_list("outcome", "thread_id", "post_id")
    assert list(rows) == [("solved", None, post.pk)]
    assert desk_of("7").offers == {"solved": 1, "asked": 0, "left": 0}
    html = client.get(answer["Location"]).content.decode()
    assert ("Back to the how-to" in html, "Back to the answer" in html) == (True, False)
    assert f'href="{post.get_absolute_url()}"' in html
    both = {"thread_id": 1, "post_id": 1, "outcome": OfferOutcome.SOLVED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(token=OTHER, text="x", language="en", **both)


def test_rows_go_after_ninety_days() -> None:
    now = timezone.now()
    for days, token in ((89, TOKEN), (91, OTHER)):
        at = now - timedelta(days=days)
        note_search("boiler", language="en", hits=1, token=token, at=at)
        note_offer(token, "boiler", language="en", outcome=OfferOutcome.LEFT, at=at)
    assert forget_old(at=now) == 2
    for rows in (SearchEntry.objects.all(), Offer.objects.all()):
        assert list(rows.values_list("token", flat=True)) == [TOKEN]


def entries(*rows: tuple[str, int, int]) -> None:
    for text, hits, times in rows:
        for _ in range(times):
            note_search(text, language="en", hits=hits, token=learning_token())


def learning_token() -> str:
    from search.models.log import new_token

    return new_token()


def test_the_desk_is_for_the_company(
    client: Client, as_member: AsMember, sasha: Member, maren: Member
) -> None:
    for stranger in (client, as_member(sasha)):
        assert stranger.get("/desk/search/").status_code == 404
    assert as_member(maren).get("/desk/search/?days=zz").status_code == 200


def test_texts_that_ask_the_same_stand_together(as_member: AsMember, maren: Member) -> None:
    entries(("printer offline", 0, 3), ("printers are offline", 0, 2), ("boiler whistle", 4, 4))
    desk = desk_of("30")
    assert [(c.text, c.times) for c in desk.nothing] == [("printer offline", 5)]
    assert [(c.text, c.times) for c in desk.top] == [("printer offline", 5), ("boiler whistle", 4)]
    assert [(c.text, c.times) for c in desk.unclicked] == [("boiler whistle", 4)]
    assert clusters([]) == []
    page = as_member(maren).get("/desk/search/").content.decode()
    assert "printers are offline" in page


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_desk_takes_the_same_queries_for_many(number: int, **_more: Any) -> None:
    entries(*[(f"word{i} other{i}", i % 2, 1) for i in range(number)])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk_of("30")
    assert len(queries) == 5


def test_the_desk_leads_to_where_a_how_to_is_written(
    as_member: AsMember, maren: Member, sasha: Member
) -> None:
    entries(("printer offline", 0, 3))
    assert (howto_address(maren), howto_address(sasha)) == ("", "")
    assert "Write a how-to" not in as_member(maren).get("/desk/search/").content.decode()
    under = topic()
    maren.groups.clear()  # into which her role had put her
    for group, address in (
        (None, "/help/"),
        (AUTHORS, f"/cms/pages/add/blog/howto/{under.pk}/"),
    ):
        if group:
            let_write(maren, group=group)
            let_write(sasha, group=group)
        viewer = Member.objects.get(pk=maren.pk)
        assert howto_address(viewer) == address
        html = as_member(viewer).get("/desk/search/").content.decode()
        assert html.count(f'<a href="{address}">Write a how-to</a>') == 2
        # Somebody put a customer into the group by mistake.
        assert howto_address(Member.objects.get(pk=sasha.pk)) == "/help/"
