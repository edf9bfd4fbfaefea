"""What is typed is taken apart, whatever it is; a name that may not be known reads like no name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Member
from forum.models import Board, Tag, Thread
from search.asked import Query
from search.forms import query_of
from search.operators import OPERATORS, moment_of, read
from search.words import QUERY_LENGTH
from tests.conftest import CANARY

Ask = Callable[..., Thread]
# What a search is made of, more often than by chance.
PIECES = st.sampled_from(
    [*(f"{name}:" for name in sorted(OPERATORS)), '"', "“", "-", ":", " ", "is:solved", "2024-13"]
)
ANYTHING = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)


def asked(q: str, viewer: Member | AnonymousUser | None = None, **more: Any) -> Query:
    data = QueryDict(mutable=True)
    data.update({"q": q, **more})
    return query_of(data, viewer or AnonymousUser())


@pytest.mark.parametrize(
    "value", ["", "24", "2024-13", "2024-02-30", "0000", "2024-3", "²⁰²⁴", "x"]
)
def test_what_is_no_date(value: str) -> None:
    assert moment_of(value) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-03", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("1066", datetime(1970, 1, 1, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_dates(value: str, moment: datetime) -> None:
    assert moment_of(value) == moment


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "without", "operators"),
    [
        ("junk mail", ("junk", "mail"), (), (), ()),
        ('"junk mail" filter', ("filter",), ("junk mail",), (), ()),
        ("“junk mail”", (), ("junk mail",), (), ()),
        ('say "junk', ("say", "junk"), (), (), ()),
        ('"', ('"',), (), (), ()),
        ('""', (), (), (), ()),
        ('a 5" screen 6"', ("a", "5", "screen", "6"), (), (), ()),
        ("mail -junk", ("mail",), (), ("junk",), ()),
        ('mail -"junk mail"', ("mail",), (), ("junk mail",), ()),
        ("error -1202 --safe-mode - x", ("error", "-1202", "--safe-mode", "-", "x"), (), (), ()),
        ("two-wire", ("two-wire",), (), (), ()),
        ("IS:solved x", ("x",), (), (), (("is", "solved"),)),
        ('board:"App and hub" x', ("x",), (), (), (("board", "App and hub"),)),
        ("tag: x", ("tag", "x"), (), (), ()),
        ("tag:", ("tag",), (), (), ()),
        (":x ::", ("x", "::"), (), (), ()),
        ("tag:::", ("tag",), (), (), ()),
        ("colour:red", ("colour", "red"), (), (), ()),
        ("about:config imap.host:993", ("about:config", "imap.host:993"), (), (), ()),
        ("https://example.org/a?b", ("https://example.org/a?b",), (), (), ()),
    ],
)
def test_what_is_typed_is_taken_apart(
    typed: str, words: object, phrases: object, without: object, operators: object
) -> None:
    found = read(typed)
    assert (found.words, found.phrases, found.without, found.operators) == (
        *(words, phrases, without),
        operators,
    )


def test_more_than_is_read_is_said() -> None:
    assert not read("y" * QUERY_LENGTH).is_cut
    assert read("y" * (QUERY_LENGTH + 1)).is_cut
    assert not read("y" + " " * 60_000).is_cut
    assert len(read("is:solved " * 6_000).text) <= QUERY_LENGTH


@settings(deadline=None)
@given(ANYTHING)
def test_whatever_is_typed_is_read(raw: str) -> None:
    found = read(raw)
    assert {name for name, _value in found.operators} <= OPERATORS
    for piece in (*found.words, *found.phrases, *found.without, *(v for _n, v in found.operators)):
        assert piece and piece in found.text.replace("  ", " ")
        piece.encode("utf-8")


@pytest.mark.django_db
@settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=ANYTHING, after=ANYTHING)
def test_a_closed_boards_name_reads_like_none(closed_board: Board, before: str, after: str) -> None:
    """In any query; the words typed are all in which the two differ."""
    inner = asked(f"{before} board:partners {after}", board="partners")
    other = asked(f"{before} board:nothings {after}", board="nothings")
    same = {"text": "", "plain": "", "words": (), "phrases": (), "without": ()}
    assert replace(inner, **same) == replace(other, **same)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        *("board:partners", "board:nothings", "tag:hushed", "tag:nothing", "kind:cat", "by:nobody"),
        *("is:cat", "has:cat", "before:cat", "after:2024-13", "lang:1", "is:solved is:unanswered"),
        *("by:ghost", "kind:idea board:nothings"),
    ],
)
def test_a_value_that_there_is_none_of_is_nowhere(
    ask: Ask, closed_board: Board, maren: Member, typed: str
) -> None:
    Member.objects.create_user("ghost", "ghost@example.org")  # who has proven nothing
    tag = Tag.objects.create(name="hushed", slug="hushed")
    ask(board=closed_board, by=maren, title=CANARY).tags.add(tag)
    assert asked(f"{typed} house").is_nowhere


@pytest.mark.django_db
def test_what_a_member_may_see_has_a_name(
    ask: Ask, closed_board: Board, partners: Group, maren: Member, sasha: Member
) -> None:
    tag = Tag.objects.create(name="Hushed", slug="hushed")
    ask(board=closed_board, by=maren, title=CANARY).tags.add(tag)
    sasha.groups.add(partners)
    query = asked("tag:hushed board:partners", Member.objects.get(pk=sasha.pk))
    assert (query.is_nowhere, query.boards, query.tags) == (False, (closed_board.pk,), (tag.pk,))


@pytest.mark.django_db
def test_operators_and_filters_hold_together(board: Board, noor: Member) -> None:
    query = asked(
        "hub KIND:questions kind:idea by:@Noor after:2023 after:2024 before:2025 lang:DE has:solution",
        kind="idea",
        board="heating",
    )
    assert query == Query(
        text=query.text,
        plain="hub",
        words=("hub",),
        kinds=("idea",),
        boards=(board.pk,),
        by=(noor.pk,),
        languages=("de",),
        has_solution=True,
        since=datetime(2024, 1, 1, tzinfo=UTC),
        until=datetime(2025, 1, 1, tzinfo=UTC),
    )
    assert asked("hub kind:idea", kind="question").is_nowhere
    assert asked("hub is:unsolved", state="solved").is_nowhere
    assert asked("hub is:solved", state="solved").state == "solved"
    assert (asked("is:solved").sort, asked("hub").sort, asked("hub", sort="helped").sort) == (
        *("newest", ""),
        "helped",
    )
