"""Hostile texts take no longer than promised: 250 ms at 10,000 characters, 1 s at 100,000."""

from collections.abc import Callable
from functools import partial
from itertools import count

import pytest
from django.test import Client

from accounts.models import Member
from forum.actions import once
from forum.markup import IMPORT_CAP, MEMBER_CAP, clean, diff_html, gist_of, render, to_markdown
from forum.models import Thread
from tests.forum.pathological import CODE, HTML, MARKDOWN, Generator, hostile_code, sizes
from tests.promptness import promptly

MEMBER_SECONDS = 0.25
IMPORT_SECONDS = 1.0
GROWTH = 2.5  # per doubling of the text
TOO_SHORT_TO_COMPARE = 0.02

BOTH = [("markdown", name) for name in MARKDOWN] + [("html", name) for name in HTML]


def generator(source_format: str, name: str) -> Generator:
    return (MARKDOWN if source_format == "markdown" else HTML)[name]


def seconds(source: str, source_format: str, *, within: float) -> float:
    work = partial(render, source, source_format=source_format, cap=IMPORT_CAP)
    return promptly(work, within=within)


def test_pathological_generators_are_many_and_long() -> None:
    assert len(BOTH) >= 100
    for source_format, name in BOTH:
        length = len(generator(source_format, name)(MEMBER_CAP))
        assert MEMBER_CAP * 0.5 <= length <= MEMBER_CAP * 1.5 + 30, (source_format, name)


@pytest.mark.parametrize(
    ("source_format", "name"),
    [
        *BOTH[::12],
        *(
            pytest.param(*one, marks=pytest.mark.long)
            for one in BOTH[1::3] + BOTH[2::3] + BOTH[3::6] + BOTH[6::12]
        ),
    ],
)
def test_render_pathological(source_format: str, name: str) -> None:
    make = generator(source_format, name)
    small, member = make(sizes(MEMBER_CAP, 2)[0]), make(MEMBER_CAP)[:MEMBER_CAP]
    first = seconds(small, source_format, within=MEMBER_SECONDS)
    growth = max(first, TOO_SHORT_TO_COMPARE) * GROWTH**2
    assert seconds(member, source_format, within=growth) <= growth
    assert seconds(member, source_format, within=MEMBER_SECONDS) <= MEMBER_SECONDS
    imported = make(IMPORT_CAP)[:IMPORT_CAP]
    assert seconds(imported, source_format, within=IMPORT_SECONDS) <= IMPORT_SECONDS
    html = render(member, source_format=source_format).html
    assert clean(html) == html


@pytest.mark.parametrize(
    "language",
    [
        *CODE[::6],
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in CODE[1::3] + CODE[2::3] + CODE[3::6]
        ),
    ],
)
def test_render_pathological_code(language: str) -> None:
    bound = MEMBER_SECONDS
    for source in hostile_code(language):
        assert seconds(source, "markdown", within=bound) <= bound, source[:300]


@pytest.mark.parametrize("name", HTML)
def test_other_shapes_of_pathological_html(name: str) -> None:
    html = render(HTML[name](IMPORT_CAP)[:IMPORT_CAP], source_format="html", cap=IMPORT_CAP).html
    assert promptly(partial(gist_of, html), within=MEMBER_SECONDS) <= MEMBER_SECONDS
    bound = 2 * IMPORT_SECONDS
    assert promptly(partial(to_markdown, html), within=bound) <= bound


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 50_000, "b " * 50_000),
        ("a b " * 25_000, "b a " * 25_000),
        ("ab\n" * 33_333, "ba\n" * 33_333),
        ("a" * 100_000, "b" * 100_000),
        ("." * 100_000, "," * 99_999),
        (" ".join(map(str, range(17_000))), " ".join(map(str, range(17_000, 0, -1)))),
    ],
)
def test_diff_html_of_long_texts(old: str, new: str) -> None:
    assert promptly(partial(diff_html, old, new), within=IMPORT_SECONDS) <= IMPORT_SECONDS


def test_diff_html_of_a_long_text_with_few_changes_shows_the_words() -> None:
    words = [str(number) for number in range(17_000)]
    old = " ".join(words)
    words[5] = "five"
    words[16_000] = "far"
    assert diff_html(old, " ".join(words)).count("<ins>") == 2


POSTED = list(MARKDOWN)


# A whole answer takes a second check of its words, rows and a redirect beside the rendering.
@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [*POSTED[::3], *(pytest.param(n, marks=pytest.mark.long) for n in POSTED[1::3] + POSTED[2::3])],
)
def test_reply_post_of_a_pathological_text(
    name: str,
    thread: Thread,
    sasha: Member,
    as_member: Callable[[Member], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(once, "check_pace", lambda *_, **__: None)
    client = as_member(sasha)
    client.post(f"/t/{thread.pk}/reply/", {"source": "warm up"})
    text = MARKDOWN[name](MEMBER_CAP)[: MEMBER_CAP - 10]

    def post() -> None:
        said = {"source": f"{text}{next(times)}"}
        assert client.post(f"/t/{thread.pk}/reply/", said).status_code in (302, 303, 400)

    times = count()
    assert promptly(post, within=MEMBER_SECONDS) <= MEMBER_SECONDS
