"""Colours of a company: is a text readable in them, and what shades go with them.

Contrast and relative luminance as WCAG 2.2 defines them (success criteria 1.4.3 and 1.4.11).
"""

from typing import Final, NamedTuple

TEXT: Final = 4.5
"""Least contrast of text with its ground (WCAG 2.2, 1.4.3, AA)."""

Triple = tuple[float, float, float]


class Ground(NamedTuple):
    """What a brand colour stands on in one theme, from static/css/tokens.css (a test compares)."""

    name: str
    paper: str
    surface: str
    sunken: str
    ink: str


LIGHT: Final = Ground("light", "#f8f6f7", "#ffffff", "#f0ecef", "#221920")
DARK: Final = Ground("dark", "#141115", "#1d191e", "#272128", "#f0eaef")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`), 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, ground: Ground) -> float:
    """Return the contrast of text in `colour` with the worst ground that it stands on."""
    grounds = (ground.paper, ground.surface, ground.sunken, _wash(colour, ground))
    return min(contrast(colour, under) for under in grounds)


def readable(colour: str, ground: Ground) -> str:
    """Return `colour`, or the nearest shade of it that is readable as text on `ground`."""
    target = "#000000" if ground is LIGHT else "#ffffff"
    for step in range(101):
        shade = mix(colour, target, step / 100)
        if least_contrast(shade, ground) >= TEXT:
            return shade
    raise AssertionError("black and white are readable")


def on_fill(fill: str) -> str:
    """Return the better of white and near-black for words on `fill`."""
    return max(("#ffffff", "#141115"), key=lambda words: contrast(words, fill))


def mix(one: str, other: str, share: float) -> str:
    """Return `one` with `share` (0 to 1) of `other` in it."""
    mixed = (a + (b - a) * share for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in mixed)


def shades(colour: str, ground: Ground) -> dict[str, str]:
    """Return the brand's tokens (names of tokens.css without the dashes) for one theme."""
    text = readable(colour, ground)
    fill = colour if contrast(on_fill(colour), colour) >= TEXT else text
    return {
        "brand": text,
        "brand-fill": fill,
        "brand-deep": _deeper(fill),
        "on-brand": on_fill(fill),
        "brand-wash": _wash(text, ground),
        "brand-line": mix(ground.surface, colour, 0.42),
    }


def _wash(colour: str, ground: Ground) -> str:
    """The ground of what the company says: a breath of its colour."""
    return mix(ground.surface, colour, 0.09 if ground is LIGHT else 0.16)


def _deeper(fill: str) -> str:
    """The pressed shade: away from the words on it, so that they stay readable."""
    return mix(fill, "#000000" if on_fill(fill) == "#ffffff" else "#ffffff", 0.2)


def _parts(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
