"""What members are told. A notification is a line of the inbox; a delivery is the outbox row that
says how its mail goes out. Rows are the truth, Celery is the bell."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from accounts.enums import Channel, DeliveryState, NotificationKind


class Notification(models.Model):
    """One member was told of one event. Rooms above name the source by kind and id, so nothing
    here points upward. What was undone is withdrawn and shows no more."""

    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=16, choices=NotificationKind.choices)
    event = models.CharField(
        max_length=80, help_text=_("what happened, unique per member and kind")
    )
    source_kind = models.CharField(max_length=16)
    source_id = models.BigIntegerField()
    actor = models.ForeignKey("accounts.Member", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)
    words = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *caps("notification", kind=16, event=80, source_kind=16, title=200, words=400, url=300),
            models.UniqueConstraint(fields=["member", "kind", "event"], name="notification_once"),
        ]
        indexes = [
            models.Index(
                fields=["member"],
                condition=models.Q(read_at=None, withdrawn_at=None),
                name="notification_unread",
            ),
            models.Index(fields=["event"], name="notification_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.member_id}"


class Delivery(models.Model):
    """Outbox row: the mail of a notification, at once or within a digest.

    `due_at` is when it was to go out and never changes: rows of one member and channel with the
    same moment are one digest. `next_try_at` moves with every try.
    """

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(
        max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _("deliveries")
        constraints = [
            *caps("delivery", channel=8, state=8),
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once"),
        ]
        indexes = [
            # Of all rows: an index of those that wait is nothing to SQLite where a state is asked for.
            models.Index(fields=["state", "next_try_at"], name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.notification_id}"
