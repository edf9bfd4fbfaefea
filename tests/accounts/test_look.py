"""Faces, icons and names: readable, harmless, and enough contrast whoever one is."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.template import Context, Template
from django.utils import timezone as django_timezone

from accounts.models import Member
from accounts.templatetags.look import (
    GROUNDS,
    SHAPES,
    face,
    face_svg,
    icon,
    initials,
    member_link,
    number,
    symbols,
    when,
)
from forum.enums import Kind
from forum.models.boards import ICONS
from forum.templatetags.threads import kind_icon


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Noor Haddad", "NH"),
        ("Noor van den Berg", "NB"),
        ("noor", "N"),
        ("", "?"),
        ("   ", "?"),
        ("🔥", "?"),
        ("🔥 Noor", "N"),
        ("--", "?"),
        ("<script>alert(1)</script>", "?"),
        ('" onload="x', "O"),
        ("نور حداد", "نح"),
        ("נור", "נ"),
        ("李 小龙", "李小"),
        ("ßeta", "SS"),
        ("j.doe@example.org", "JO"),
        ("1 2 3", "13"),
        ("a" * 60, "A"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("name", ("<b>& \"'", "&amp;", "<svg onload=alert(1)>", "\x00", "\u202e"))
def test_a_face_holds_nothing_of_a_name_but_letters(name: str) -> None:
    drawn = face_svg("noor", name)
    words = re.findall(r"<text[^>]*>(.*?)</text>", drawn)
    assert words == [initials(name)]
    assert drawn.count("<") == 6


def test_a_face_is_its_username_s() -> None:
    assert face_svg("noor", "A") == face_svg("noor", "A")
    drawn = {face_svg(f"member{n}", "A") for n in range(400)}
    assert len(drawn) == len(GROUNDS) * len(SHAPES)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [colour for pair in GROUNDS for colour in pair])
def test_white_letters_stand_out(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("name", ("", "nonsense", "tick<", "Tick", "../tick"))
def test_an_unknown_icon_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        icon(name)


def test_an_icon() -> None:
    assert icon("tick", 'a"b') == (
        '<svg class="icon a&quot;b" viewBox="0 0 24 24" aria-hidden="true">'
        '<use href="#i-tick"/></svg>'
    )


def test_every_icon_that_rows_may_name_is_drawn() -> None:
    """A board's icon comes from the database, a kind's from its name."""
    named = {*ICONS, *(kind_icon(kind) for kind in Kind.values)}
    assert named - symbols().keys() == set()


def test_the_page_carries_the_icons_that_it_uses() -> None:
    page = Template(
        '{% withsprite %}{% icon "tick" %}{% icon "lock" %}{% icon "tick" %}{% endwithsprite %}'
    ).render(Context())
    assert re.findall(r'<symbol id="i-([a-z]+)"', page) == ["lock", "tick"]


def test_faces_say_what_one_is() -> None:
    classes = {
        "member": Member(username="a", display_name="A"),
        "superuser": Member(username="a", display_name="A", honoured=True),
        "ambassador": Member(username="a", display_name="A", role="ambassador"),
        "staff": Member(username="a", display_name="A", role="staff", honoured=True),
    }
    outlines = {name: face(member).split('"')[1] for name, member in classes.items()}
    assert outlines == {
        "member": "face",
        "superuser": "face face--superuser",
        "ambassador": "face face--ambassador",
        "staff": "face face--ambassador",
    }


def test_a_name_is_text() -> None:
    member = Member(username="noor", display_name="<b>Noor</b>")
    assert member_link(member) == '<a href="/m/noor/">&lt;b&gt;Noor&lt;/b&gt;</a>'


def test_times_are_absolute_and_the_same_for_everyone() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert when(at) == '<time datetime="2026-11-22T23:30:00Z">22 November 2026</time>'
    assert when(at, "full") == (
        '<time datetime="2026-11-22T23:30:00Z">22 November 2026, 23:30</time>'
    )
    assert when(at.astimezone(timezone(timedelta(hours=9)))) == when(at)
    assert when(None) == ""
    with django_timezone.override("Asia/Tokyo"):
        assert when(at) == '<time datetime="2026-11-22T23:30:00Z">23 November 2026</time>'


def test_numbers_are_grouped() -> None:
    assert [number(n) for n in (0, 999, 12480)] == ["0", "999", "12,480"]
