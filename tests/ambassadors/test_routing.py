"""To whom new work goes."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.routing import Work, chosen_for, listed, route_waiting
from ambassadors.models import Channel, Contact, Duty, Item, Shift
from ambassadors.queries.duty import OnDuty
from tests.ambassadors.hearing import NOW, hear, heard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
OnShift = Callable[..., Member]
A_DAY = 24 * 60


@pytest.fixture
def on_shift(db: None) -> OnShift:
    """Somebody who is on duty at NOW."""

    def make(name: str, *, away: bool = False, **more: str) -> Member:
        made = Member.objects.filter(username=name).first() or make_member(name, role="ambassador")
        Duty.objects.create(member=made, is_away=away, **more)
        Shift.objects.create(member=made, weekday=NOW.weekday(), begins=0, ends=A_DAY)
        return made

    return make


def scored(*items: Item) -> None:
    Item.objects.filter(pk__in=[item.pk for item in items]).update(scored_at=NOW)


def whose(item: Item) -> str | None:
    item.refresh_from_db()
    return item.routed_to.username if item.routed_to else None


def test_to_nobody_where_nobody_is_here(channel: Channel, on_shift: OnShift) -> None:
    (item,) = hear(channel, heard("1"))
    scored(item)
    on_shift("kenji", away=True)
    assert (route_waiting(at=NOW), whose(item)) == (0, None)


def test_what_has_no_score_waits_for_it(channel: Channel, on_shift: OnShift) -> None:
    (item,) = hear(channel, heard("1"))
    on_shift("kenji")
    assert (route_waiting(at=NOW), whose(item)) == (0, None)


def test_what_somebody_has_is_theirs(
    channel: Channel, on_shift: OnShift, maren: Member, saoirse: Member
) -> None:
    (item,) = hear(channel, heard("1"))
    scored(item)
    on_shift("kenji")
    claim_item(item, by=saoirse, at=NOW)
    assert (route_waiting(at=NOW), whose(item)) == (0, None)
    later = NOW + timedelta(minutes=11)
    assert (route_waiting(at=later), whose(item)) == (1, "kenji")


def test_who_answered_this_customer_last_answers_again(channel: Channel, on_shift: OnShift) -> None:
    (item, old) = hear(channel, heard("1"), heard("2"))
    scored(item, old)
    kenji = on_shift("kenji")
    on_shift("ada", languages="en", topics="hub")
    Contact.objects.filter(handle="user1").update(answered_by=kenji, answered_at=NOW)
    long_ago = NOW - timedelta(days=91)
    Contact.objects.filter(handle="user2").update(answered_by=kenji, answered_at=long_ago)
    assert route_waiting(at=NOW) == 2
    assert (whose(item), whose(old)) == ("kenji", "ada")


def test_by_language_then_topic_then_who_has_least(channel: Channel, on_shift: OnShift) -> None:
    on_shift("kenji", languages="en, nl", topics="boiler")
    on_shift("ada", languages="en", topics="leaf; valve")
    on_shift("otto", languages="de")
    items = hear(
        channel,
        heard("1", "De ketel bromt", language="nl"),
        heard("2", "My leaf is cold. Why?"),
        heard("3", "Es ist kalt. Warum?", language="de"),
        heard("4", "It is cold. Why?"),
        heard("5", "It is cold. Why?"),
    )
    scored(*items)
    route_waiting(at=NOW)
    found = [whose(item) for item in items]
    assert found[:3] == ["kenji", "ada", "otto"]
    assert Counter(found[3:]) == {"kenji": 1, "ada": 1}


def test_away_means_away(channel: Channel, on_shift: OnShift) -> None:
    (item,) = hear(channel, heard("1"))
    scored(item)
    on_shift("kenji")
    assert (route_waiting(at=NOW), whose(item)) == (1, "kenji")
    Duty.objects.update(is_away=True)
    assert (route_waiting(at=NOW), whose(item)) == (1, None)
    assert (route_waiting(at=NOW), whose(item)) == (0, None)
    on_shift("ada")
    assert (route_waiting(at=NOW), whose(item)) == (1, "ada")


@pytest.mark.parametrize("number", [1, 3, 50])
def test_it_costs_the_same_however_many(
    channel: Channel,
    on_shift: OnShift,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    on_shift("kenji")
    scored(*hear(channel, *(heard(str(n)) for n in range(number))))
    route_waiting(at=NOW - timedelta(days=1))
    with django_assert_num_queries(12):
        assert route_waiting(at=NOW) == number


@given(
    loads=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    speaks=st.lists(st.sampled_from(["", "en", "nl, en", "de"]), min_size=6, max_size=6),
    language=st.sampled_from(["", "en", "de", "nl", "fr"]),
)
def test_somebody_who_is_here_and_able_always_gets_it(
    loads: list[int], speaks: list[str], language: str
) -> None:
    people = [Member(pk=pk) for pk in range(1, len(loads) + 1)]
    here = [
        OnDuty(one, Duty(member=one, languages=said), A_DAY, 0)
        for one, said in zip(people, speaks, strict=False)
    ]
    chosen = chosen_for(Work(language), here, Counter(dict(enumerate(loads, start=1))))
    assert chosen is not None
    able = [pk for pk in range(1, len(loads) + 1) if _can(speaks[pk - 1], language)]
    able = able or list(range(1, len(loads) + 1))
    assert chosen == min(able, key=lambda pk: (loads[pk - 1], pk))


def _can(said: str, language: str) -> bool:
    return not (said and language) or language in listed(said)
