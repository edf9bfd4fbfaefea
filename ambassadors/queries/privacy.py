"""What the desk keeps of a member, for the export of their data."""

from typing import Any

from django.forms.models import model_to_dict

from accounts.models import Member
from ambassadors.models import (
    Contact,
    Duty,
    HandOff,
    HandOver,
    Macro,
    Outgoing,
    Promotion,
    SavedView,
    Shift,
)


def listening_of(member: Member) -> list[dict[str, Any]]:
    """Rows that say what they are. Of messages their numbers alone: the words are their authors'."""
    duty = [
        {"row": "duty", **model_to_dict(row, exclude=["id", "member"])}
        for row in Duty.objects.filter(member=member)
    ]
    kept = (
        ("account", Contact.objects.filter(member=member), ("network", "handle")),
        ("shift", Shift.objects.filter(member=member), ("weekday", "begins", "ends")),
        ("view", SavedView.objects.filter(by=member), ("name", "query")),
        ("hand_over", HandOver.objects.filter(by=member), ("at", "text")),
        ("macro", Macro.objects.filter(by=member), ("at", "name", "text", "state")),
        ("hand_off", HandOff.objects.filter(by=member), ("at", "words")),
        (
            "outcome",
            HandOff.objects.filter(owner=member).exclude(outcome=""),
            ("ended_at", "outcome"),
        ),
        ("answer", Outgoing.objects.filter(by=member), ("at", "text", "state", "url")),
        ("promotion", Promotion.objects.filter(by=member), ("at", "thread_id")),
    )
    found = [
        {"row": name, **row}
        for name, rows, names in kept
        for row in rows.order_by("pk").values(*names)
    ]
    return duty + found
