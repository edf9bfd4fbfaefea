"""Colours of a company: refused where people could not read them, the rest made readable."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.colours import DARK, LIGHT, TEXT, Ground, contrast, least_contrast, readable, shades
from accounts.site import style_of

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    # Pairs whose contrast is published: black on white 21, and #767676 as the lightest AA grey.
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)],
)
def test_contrast(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=["light", "dark"])
@given(colour=COLOURS)
def test_shades_are_readable(ground: Ground, colour: str) -> None:
    """Whatever the company's colour: words in it, and words on it, reach 4.5 to 1."""
    made = shades(colour, ground)
    assert least_contrast(made["brand"], ground) >= TEXT
    assert contrast(made["brand"], made["brand-wash"]) >= TEXT
    assert contrast(made["on-brand"], made["brand-fill"]) >= TEXT
    assert contrast(made["on-brand"], made["brand-deep"]) >= TEXT


@given(colour=COLOURS)
def test_readable_leaves_what_is_readable(colour: str) -> None:
    once = readable(colour, LIGHT)
    assert readable(once, LIGHT) == once


@pytest.mark.parametrize(("ground", "at"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_grounds_are_those_of_the_tokens(ground: Ground, at: int) -> None:
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    for name in ("paper", "surface", "sunken", "ink"):
        found = re.findall(rf"--{name}: (#[0-9a-f]{{6}})", css)
        assert found[at] == getattr(ground, name)


def test_style_of_nothing_is_nothing() -> None:
    assert style_of("", "") == ""


def test_style_of_has_the_blocks_of_the_tokens() -> None:
    style = style_of("#0a5c4a", "")
    assert style.count("--brand:") == 3
    assert style.count(f"--brand:{readable('#0a5c4a', DARK)};") == 2
