"""What the desk cannot settle by itself: who of the company does, by when, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from ambassadors.models.items import Item

NAME_LENGTH, WORDS_LENGTH = 60, 1_000


class Department(models.Model):
    """A part of the company that things are handed to: support, product, law. Its members are told."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="departments", verbose_name=_("members")
    )
    due_hours = models.PositiveSmallIntegerField(_("hours that it may take"), default=48)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        constraints = [
            *caps("department", name=NAME_LENGTH),
            models.CheckConstraint(condition=Q(due_hours__gte=1), name="department_takes_time"),
        ]

    def __str__(self) -> str:
        return self.name


class HandOff(models.Model):
    """An item in the hands of a department. `owner` is who said that they have it (the receipt);
    `outcome` is what the customer may be told. One is open for each item, by the database."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="hand_offs")
    department = models.ForeignKey(Department, models.PROTECT, related_name="hand_offs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_offs")
    at = models.DateTimeField(default=timezone.now)
    words = models.TextField(max_length=WORDS_LENGTH)
    due_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned_hand_offs"
    )
    received_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)  # when somebody was told that it is late
    outcome = models.TextField(max_length=WORDS_LENGTH, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            *caps("hand_off", words=WORDS_LENGTH, outcome=WORDS_LENGTH),
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at=None), name="hand_off_open_once"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("at")), name="hand_off_forward"),
            models.CheckConstraint(
                condition=Q(owner=None, received_at=None)
                | Q(owner__isnull=False, received_at__isnull=False),
                name="hand_off_receipt",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="hand_off_ends_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(ended_at=None), name="hand_off_open_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.department_id}"
