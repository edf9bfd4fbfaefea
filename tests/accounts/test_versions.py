"""What processes remember: read once, read again when its version changes, never believed twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.models import Version
from accounts.versions import Remembered, bump


class Source:
    """A thing in the database, and how often it was read."""

    def __init__(self) -> None:
        self.value, self.reads = "old", 0
        self.kept: Remembered[str] = Remembered("thing", self.load)

    def load(self) -> str:
        self.reads += 1
        return self.value


@pytest.fixture
def source(db: None) -> Source:
    return Source()


def test_it_is_read_once(source: Source) -> None:
    assert [source.kept.get() for _ in range(3)] == ["old"] * 3
    assert source.reads == 1


def test_it_costs_one_query_to_look(
    source: Source, django_assert_num_queries: Callable[..., object]
) -> None:
    source.kept.get()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        source.kept.get()


def test_a_new_version_is_read_again(source: Source) -> None:
    source.kept.get()
    source.value = "new"
    assert source.kept.get() == "old"
    bump("other")
    assert source.kept.get() == "old"
    bump("thing")
    assert source.kept.get() == "new"
    assert source.reads == 2


def test_every_bump_is_another_number(db: None) -> None:
    numbers = []
    for _ in range(20):
        bump("thing")
        numbers.append(Version.objects.get(name="thing").number)
    assert len(set(numbers)) == 20
    assert Version.objects.count() == 1


def test_what_was_rolled_back_is_not_remembered_for_the_next_version(source: Source) -> None:
    """Another process reads in a transaction that fails; the next change must not look like it."""
    bump("thing")
    source.kept.get()
    with transaction.atomic():
        source.value = "never committed"
        bump("thing")
        assert source.kept.get() == "never committed"
        transaction.set_rollback(True)
    source.value = "committed"
    bump("thing")
    assert source.kept.get() == "committed"


def test_forgetting(source: Source) -> None:
    source.kept.get()
    source.kept.forget()
    source.value = "new"
    assert source.kept.get() == "new"


@pytest.mark.django_db(transaction=True)
def test_bumps_at_once_all_count() -> None:
    """Also the very first ones: nobody is left with what was read before the last of them."""
    start, seen, wrong = threading.Barrier(20), list[int](), list[Exception]()

    def run() -> None:
        try:
            start.wait()
            with transaction.atomic():
                bump("thing")
                seen.append(Version.objects.get(name="thing").number)
        except Exception as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(set(seen)) == 20
    assert Version.objects.get(name="thing").number in seen
