"""Schemes by number: the newest holds, the others are the history."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

NOTE_LENGTH = 300


class SchemeVersion(models.Model):
    """Points, caps and privileges as they were set by somebody; never changed afterwards."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    preset = models.CharField(_("preset"), max_length=10)
    data = models.JSONField(_("figures"))
    # Whether what was earned before counts by these figures too.
    backwards = models.BooleanField(_("backwards"), default=False)
    note = models.CharField(_("why"), max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = caps("scheme", preset=10, note=NOTE_LENGTH)
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"scheme {self.number}"
