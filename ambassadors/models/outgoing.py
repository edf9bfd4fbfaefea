"""What we send to a network, written down before it is sent."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from ambassadors.enums import OutgoingKind, OutgoingState
from ambassadors.models.channels import Channel
from ambassadors.models.mentions import ID_LENGTH, URL_LENGTH, Mention

TEXT_LENGTH, ERROR_LENGTH = 5_000, 300
# A second message of a kind to the same mention waits until the first is certainly not sent.
NOT_SENT = (OutgoingState.FAILED.value, OutgoingState.WITHDRAWN.value)


class Outgoing(models.Model):
    """The intent to send `text`: signed, as an answer to a `mention`, or to everybody, as a post on a
    `channel` at `planned_at`. `network_id` is its receipt. One of each kind for a mention, and one for
    each `hand_off` that came back, by the database. `key` goes with it to networks that take one, so
    that a second try is known for what it is."""

    mention = models.ForeignKey(Mention, models.PROTECT, null=True, related_name="outgoing")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="posts")
    hand_off = models.ForeignKey(
        "ambassadors.HandOff", models.SET_NULL, null=True, related_name="told"
    )
    kind = models.CharField(
        max_length=10, choices=OutgoingKind.choices, default=OutgoingKind.ANSWER
    )
    text = models.TextField(max_length=TEXT_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="outgoing")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    macro = models.ForeignKey("ambassadors.Macro", models.SET_NULL, null=True, related_name="uses")
    state = models.CharField(max_length=10, choices=OutgoingState.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    at = models.DateTimeField(default=timezone.now)
    planned_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    # It was handed over once, and nobody knows whether it was published then.
    may_be_out = models.BooleanField(default=False)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)
    sent_at = models.DateTimeField(null=True)
    network_id = models.CharField(max_length=ID_LENGTH, blank=True)
    url = models.CharField(max_length=URL_LENGTH, blank=True)
    # How often a post of ours was passed on, as far as it was counted.
    reposts = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *caps(
                "outgoing",
                kind=10,
                text=TEXT_LENGTH,
                state=10,
                error=ERROR_LENGTH,
                network_id=ID_LENGTH,
                url=URL_LENGTH,
            ),
            models.CheckConstraint(
                condition=Q(state__in=OutgoingState.values), name="outgoing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(mention__isnull=False, channel=None, planned_at=None)
                | Q(mention=None, channel__isnull=False, planned_at__isnull=False),
                name="outgoing_to_one_or_to_all",
            ),
            models.UniqueConstraint(
                fields=["mention", "kind"],
                condition=~Q(state__in=NOT_SENT) & ~Q(kind=OutgoingKind.OUTCOME),
                name="outgoing_once",
            ),
            models.UniqueConstraint(
                fields=["hand_off"],
                condition=~Q(state__in=NOT_SENT),
                name="outgoing_outcome_once",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="outgoing_due"),
            models.Index(
                fields=["-planned_at", "-id"],
                condition=Q(planned_at__isnull=False),
                name="outgoing_posts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.mention_id or 'all'}"

    @property
    def speaks_through(self) -> Channel:
        """The channel by which it goes out, and which pays for it."""
        found = self.channel if self.mention is None else self.mention.channel
        assert found is not None  # noqa: S101 (by a constraint)
        return found

    @property
    def reply_to(self) -> str:
        """The number of what it answers; "" for a post."""
        return self.mention.network_id if self.mention else ""

    @property
    def since(self) -> datetime:
        """From when on it may have been sent."""
        return self.planned_at or self.at


class Promotion(models.Model):
    """A mention that became a thread, or was put to one (`is_new` false). The mention is one of a
    kind, so it is promoted once at most."""

    mention = models.OneToOneField(Mention, models.PROTECT, related_name="promotion")
    thread = models.ForeignKey("forum.Thread", models.PROTECT, related_name="promotions")
    is_new = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promotions")
    at = models.DateTimeField(default=timezone.now)
    # Who wrote the mention, when they have shown so and want the thread to be theirs.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="claimed_threads"
    )
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_new=True), name="promotion_made_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} as {self.thread_id}"
