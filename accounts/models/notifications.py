"""What members are told: one row per member, kind and event; the row is the truth, Celery the bell."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from accounts.enums import DeliveryState, NotificationKind


class Notification(models.Model):
    """Outbox row. Rooms above name the source by kind and id, so nothing here points upward."""

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
    state = models.CharField(
        max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *caps(
                "notification",
                kind=16,
                event=80,
                source_kind=16,
                title=200,
                words=400,
                url=300,
                state=8,
            ),
            models.UniqueConstraint(fields=["member", "kind", "event"], name="notification_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.member_id}"
