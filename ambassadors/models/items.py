"""The one queue: a mention or an unanswered thread that waits for somebody, who has it, and what
happened to it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.caps import caps
from ambassadors.enums import WAITING, Ignored, Kind, State, Step
from ambassadors.models.channels import Channel
from ambassadors.models.mentions import Mention
from ambassadors.models.noise import NoiseRule

REASON_LENGTH = 300
MOST_SCORE = 100


def is_waiting() -> Q:
    """Rows that wait for somebody. It names a column and no values: SQLite takes an index of some rows
    only where the question says in so many words what its condition says, and values come later."""
    return Q(is_open=True)


class Item(models.Model):
    """A piece of work. What the queue filters and orders by stands here, whatever it is about."""

    mention = models.OneToOneField(Mention, models.CASCADE, null=True, related_name="item")
    thread = models.OneToOneField(
        "forum.Thread", models.CASCADE, null=True, related_name="desk_item"
    )
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="items")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    is_open = models.GeneratedField(
        expression=Q(state__in=[state.value for state in WAITING]),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    # Rises with every change: who answers what has changed meanwhile is told so.
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    language = models.CharField(max_length=10, blank=True)
    score = models.PositiveSmallIntegerField(default=0)
    # What the score is made of: a row [reason, points, most, number] for each part.
    parts = models.JSONField(default=list)
    scored_at = models.DateTimeField(null=True)
    is_urgent = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)  # when somebody was told that it is late
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    ignored = models.CharField(max_length=10, choices=Ignored.choices, blank=True)
    rule = models.ForeignKey(NoiseRule, models.SET_NULL, null=True, related_name="items")
    # Whom it was routed to; anybody may claim it all the same.
    routed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            *caps("item", state=10, kind=10, language=10, ignored=10),
            models.CheckConstraint(condition=Q(state__in=State.values), name="item_state_known"),
            models.CheckConstraint(condition=Q(score__lte=MOST_SCORE), name="item_score_cap"),
            models.CheckConstraint(
                condition=Q(mention=None, thread__isnull=False, channel=None)
                | Q(mention__isnull=False, thread=None, channel__isnull=False),
                name="item_of_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.IGNORED) & ~Q(ignored=""))
                | (~Q(state=State.IGNORED) & Q(ignored="")),
                name="item_ignored_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "-id"], condition=is_waiting(), name="item_by_need"),
            models.Index(fields=["due_at", "id"], condition=is_waiting(), name="item_by_clock"),
            models.Index(fields=["-arrived_at", "-id"], condition=is_waiting(), name="item_newest"),
            models.Index(fields=["-changed_at", "-id"], name="item_changed"),
            models.Index(
                fields=["id"],
                condition=is_waiting() & Q(scored_at=None),
                name="item_to_score",
            ),
            models.Index(
                fields=["rule", "-id"], condition=Q(rule__isnull=False), name="item_of_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in WAITING


class Claim(models.Model):
    """A lease: `by` has the item until `until`, unless it ended before. One open lease for each item,
    by the database."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)  # why it was taken over

    class Meta:
        constraints = [
            *caps("claim", reason=REASON_LENGTH),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="claim_forward"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at=None), name="claim_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["by", "until"], condition=Q(ended_at=None), name="claim_open_of")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} has {self.item_id}"


class ItemEvent(models.Model):
    """One thing that happened to an item. Append-only; the figures are counted from these."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="events")
    step = models.CharField(max_length=10, choices=Step.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    detail: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        constraints = [
            *caps("item_event", step=10, reason=REASON_LENGTH),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="item_event_step_known"),
        ]
        indexes = [models.Index(fields=["step", "at"], name="item_event_by_step")]

    def __str__(self) -> str:
        return f"{self.step} {self.item_id}"


class SavedView(models.Model):
    """Filters of the queue that somebody gave a name; `query` is what follows the question mark."""

    NAME_LENGTH, QUERY_LENGTH = 40, 500

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_views")
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH)
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            *caps("saved_view", name=40, query=500),
            models.UniqueConstraint(fields=["by", "name"], name="saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name
