"""Forms for what nobody should write in public: one link, one answer, for some days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.caps import caps
from ambassadors.models.handoffs import Department
from ambassadors.models.items import Item

ASKS_LENGTH, DIGEST_LENGTH, ANSWER_LENGTH, SEALED_LENGTH = 500, 64, 2_000, 20_000


class PrivateForm(models.Model):
    """`digest` is of the link's token: the token itself is in the link alone. What came back is
    `sealed`, for whoever asked and the department that they asked for; it goes with the case."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="private_forms")
    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    asks = models.CharField(max_length=ASKS_LENGTH)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="private_forms")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    filled_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(max_length=SEALED_LENGTH, default=bytes)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            *caps("private_form", digest=DIGEST_LENGTH, asks=ASKS_LENGTH),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="private_form_forward"),
            models.CheckConstraint(
                condition=Q(sealed=b"") | Q(filled_at__isnull=False, gone_at=None),
                name="private_form_holds_what_was_filled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["filled_at"],
                condition=Q(filled_at__isnull=False, gone_at=None),
                name="private_form_kept",
            )
        ]

    def __str__(self) -> str:
        return f"private form of {self.item_id}"
