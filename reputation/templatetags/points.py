"""How points are written."""

from django import template
from django.utils.formats import number_format

register = template.Library()
MINUS = "\u2212"


@register.filter
def signed(points: int) -> str:
    """+15, −2, and 0 without a sign."""
    words = number_format(abs(points), force_grouping=True)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{words}"


@register.filter
def unlocalized(value: float) -> str:
    """A number for a drawing, whose decimal point is a point in every language."""
    return f"{value:g}"
