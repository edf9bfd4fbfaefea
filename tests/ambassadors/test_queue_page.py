"""The queue: for the company alone, in one order or another, a page at a time, and told when nothing
is new for the price of one query."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.threads import bring_unanswered
from ambassadors.actions.triage import ignore_item
from ambassadors.enums import Ignored, State
from ambassadors.models import Channel, Item
from ambassadors.queries.queue import PAGE, Filter, queue_page
from forum.actions.replies import post_reply
from forum.models import Thread
from tests.ambassadors.hearing import NOW, hear, heard

Ask = Callable[..., Thread]


@pytest.fixture
def at_desk(client: Client, maren: Member) -> Client:
    client.force_login(maren)
    return client


def many(channel: Channel, number: int) -> list[Item]:
    now = timezone.now()
    items = hear(channel, *[heard(str(n), f"Hub {n} is cold, why?") for n in range(number)], at=now)
    for item in items:
        Item.objects.filter(pk=item.pk).update(
            score=item.pk % 7, due_at=now + timedelta(minutes=item.pk % 5)
        )
    return items


@pytest.mark.parametrize("path", ["/desk/", "/desk/rows/"])
def test_the_desk_is_there_for_the_company_alone(
    client: Client, noor: Member, tomasz: Member, path: str, channel: Channel
) -> None:
    assert client.get(path).status_code == 302
    for member in (noor, tomasz):
        client.force_login(member)
        assert client.get(path).status_code == 404


def test_an_item_too(client: Client, noor: Member, channel: Channel) -> None:
    (item,) = hear(channel, heard("1"))
    client.force_login(noor)
    assert client.get(f"/desk/{item.pk}/").status_code == 404
    for act in ("claim", "keep", "answer", "promote", "ignore", "take-over", "correct", "attach"):
        assert client.post(f"/desk/{item.pk}/{act}/").status_code == 404
    item.refresh_from_db()
    assert (item.state, item.claims.count()) == (State.NEW, 0)


@pytest.mark.parametrize("number", [1, 3, 50])
def test_it_costs_the_same_however_much_waits(
    at_desk: Client,
    channel: Channel,
    number: int,
    maren: Member,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    items = many(channel, number)
    claim_item(items[0], by=maren)
    at_desk.get("/desk/")
    with django_assert_num_queries(11):
        page = at_desk.get("/desk/").content.decode()
    assert page.count('class="ticket"') == number


def test_nothing_new_costs_one_query(
    at_desk: Client, channel: Channel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(channel, 3)
    first = at_desk.get("/desk/rows/?show=free")
    etag = first.headers["ETag"]
    for sent in (etag, f"W/{etag}", etag.strip('"')):
        with django_assert_num_queries(1):
            assert (
                at_desk.get("/desk/rows/?show=free", headers={"If-None-Match": sent}).status_code
                == 304
            )
    # Another view, another session and whatever changes are something new.
    assert at_desk.get("/desk/rows/", headers={"If-None-Match": etag}).status_code == 200
    stranger = Client(headers={"If-None-Match": etag})
    assert stranger.get("/desk/rows/?show=free").status_code == 302
    hear(channel, heard("new"))
    again = at_desk.get("/desk/rows/?show=free", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["ETag"] == etag) == (200, False)


@pytest.mark.parametrize("order", ["need", "clock", "newest"])
def test_every_item_stands_on_one_page(channel: Channel, maren: Member, order: str) -> None:
    many(channel, PAGE * 2 + 7)
    seen, after, at = list[int](), "", timezone.now()
    while True:
        page = queue_page(maren, Filter(order=order), after=after, at=at)
        seen += [row.item.pk for row in page.rows]
        after = page.next
        if not after:
            break
    rows = {row.pk: row for row in Item.objects.all()}
    assert sorted(seen) == sorted(rows)
    keys = {
        "need": lambda row: (-row.score, -row.pk),
        "clock": lambda row: (row.due_at, row.pk),
        "newest": lambda row: (-row.pk,),
    }
    assert seen == sorted(seen, key=lambda pk: keys[order](rows[pk]))


@pytest.mark.parametrize("key", ["x", "1", "1-", "-1", "99999999-1", "1-x", "1-" + "9" * 30])
def test_a_place_that_is_none(at_desk: Client, channel: Channel, key: str) -> None:
    assert at_desk.get("/desk/", {"after": key}).status_code == 404


def test_filters(channel: Channel, maren: Member, saoirse: Member, ask: Ask) -> None:
    one, two, three = hear(
        channel,
        heard("1"),
        heard("2", language="de", network="bluesky"),
        heard("3"),
        at=timezone.now(),
    )
    claim_item(one, by=maren)
    claim_item(two, by=saoirse)
    Item.objects.filter(pk=three.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    def shown(**chosen: str) -> set[int]:
        page = queue_page(maren, Filter.of(chosen), at=timezone.now())
        return {row.item.pk for row in page.rows}

    assert shown() == {one.pk, two.pk, three.pk}
    assert shown(show="mine") == {one.pk}
    assert shown(show="free") == shown(show="late") == {three.pk}
    assert shown(source="bluesky") == shown(language="de") == {two.pk}
    assert shown(source="threads") == shown(show="done") == shown(show="ignored") == set()
    assert shown(show="nonsense", source="?", kind="?", language="1") == {one.pk, two.pk, three.pk}


def test_what_was_done_stands_with_the_last_first(channel: Channel, maren: Member) -> None:
    number = PAGE + 2
    items = hear(channel, *(heard(str(n)) for n in range(number)), at=NOW)
    for minute, item in enumerate(items):
        ignore_item(item, by=maren, why=Ignored.NOT_US, at=NOW + timedelta(minutes=minute))
    chosen, at = Filter.of({"show": "ignored", "order": "need"}), NOW + timedelta(days=1)
    page = queue_page(maren, chosen, at=at)
    rest = queue_page(maren, chosen, after=page.next, at=at)
    found = [row.item.pk for row in (*page.rows, *rest.rows)]
    assert found == [item.pk for item in reversed(items)]


def test_unanswered_threads_come_after_their_peers_had_time(
    channel: Channel, maren: Member, tomasz: Member, ask: Ask
) -> None:
    thread = ask()
    soon, later = thread.created_at + timedelta(hours=3), thread.created_at + timedelta(hours=5)
    assert (bring_unanswered(at=soon), bring_unanswered(at=later), bring_unanswered(at=later)) == (
        0,
        1,
        0,
    )
    item = Item.objects.get()
    assert (item.thread, item.mention) == (thread, None)
    post_reply(thread, by=tomasz, source="Hold the dial.")
    item.refresh_from_db()
    assert item.state == State.ANSWERED
