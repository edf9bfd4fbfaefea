"""{% load fields %}: a form field in our look: label, hint, input, error, tied together by ids."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, extra: str = "", hint: str = "") -> SafeString:
    """The input alone; `extra` adds classes, `hint` says that a hint stands above it."""
    described = [f"{field.auto_id}-hint"] if hint else []
    attrs: dict[str, Any] = {"class": f"input {extra}".strip(), "placeholder": False}
    if field.errors:
        described.append(f"{field.auto_id}-error")
        attrs["aria-invalid"] = "true"
    attrs["aria-describedby"] = " ".join(described) or False
    return field.as_widget(attrs=attrs)


@register.inclusion_tag("accounts/parts/field.html")
def field(field: BoundField, hint: str = "", extra: str = "", link: str = "") -> dict[str, Any]:
    """A whole field. `hint` stands in for the form's help text; `link` is shown beside the label."""
    return {"field": field, "hint": hint or field.help_text, "extra": extra, "link": link}


@register.filter
def masked(email: str) -> str:
    """n•••@example.org: enough to know one's own address by."""
    local, at, host = email.partition("@")
    return f"{local[:1]}•••{at}{host}"
