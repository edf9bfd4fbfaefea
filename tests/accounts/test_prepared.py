"""A prepared queryset gives what the plain one gives, for any arguments, in any thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import Member
from accounts.prepared import FIRST_STAND_IN, Prepared
from forum.models import Reply, Thread
from forum.queries import shapes


def test_prepared_refuses_another_number_of_arguments() -> None:
    with pytest.raises(TypeError):
        Prepared(lambda pk: Member.objects.filter(pk=pk), 1).run(1, 2)


def test_prepared_gives_nothing_for_nobody(noor: Member) -> None:
    assert Prepared(lambda pk: Member.objects.filter(pk=pk), 1).run(0) == []


def test_prepared_gives_what_the_plain_queryset_gives(noor: Member, tomasz: Member) -> None:
    one = Prepared(lambda pk: Member.objects.filter(pk=pk), 1)
    assert [one.run(noor.pk), one.run(tomasz.pk), one.run(noor.pk)] == [[noor], [tomasz], [noor]]


def test_prepared_keeps_constants(noor: Member) -> None:
    """An integer of the query itself is not taken for an argument."""
    near = Prepared(lambda pk: Member.objects.filter(pk=pk).exclude(pk=FIRST_STAND_IN + 1), 1)
    assert near.run(noor.pk) == [noor]


def test_prepared_costs_one_query(thread: Thread, django_assert_num_queries: object) -> None:
    shapes.THREAD.run(thread.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = shapes.THREAD.run(thread.pk)[0]
        assert (found, found.author) == (thread, thread.author)


@pytest.mark.parametrize("sort", sorted(shapes.ORDERS))
def test_prepared_replies_are_the_plain_ones(
    thread: Thread, answer: Reply, tomasz: Member, sort: str
) -> None:
    plain = list(thread.replies.filter(deleted_at=None).order_by(*shapes.ORDERS[sort]))
    assert shapes.REPLIES[sort].run(thread.pk, 0) == plain
    assert shapes.REPLIES[sort].run(thread.pk, answer.pk) == []
    assert shapes.REPLIES_FOR_COMPANY[sort].run(thread.pk, 0) == plain
    assert shapes.REPLIES_FOR_MEMBER[sort].run(thread.pk, 0, tomasz.pk, tomasz.pk) == plain


@pytest.mark.django_db(transaction=True)
def test_prepared_in_other_threads(noor: Member, tomasz: Member) -> None:
    one = Prepared(lambda pk: Member.objects.filter(pk=pk), 1)
    one.run(noor.pk)

    def ask(pk: int) -> str:
        try:
            return one.run(pk)[0].username
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, [noor.pk, tomasz.pk] * 20))
    assert found == ["noor", "tomasz"] * 20
