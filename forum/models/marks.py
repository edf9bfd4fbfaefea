"""The two marks: the asker's Solution and the company's Recommendation. A mark taken back stays
as a row with `withdrawn_at`, so that every effect can be traced and undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from forum.models.replies import Reply
from forum.models.threads import Thread


class Solution(models.Model):
    """A thread was solved: by a reply, or without a particular one (`reply` null).
    At most one stands per thread."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="solutions")
    reply = models.ForeignKey(
        Reply, models.CASCADE, null=True, blank=True, related_name="solutions"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    in_stead = models.BooleanField(
        default=False, help_text=_("confirmed by the company in the asker's stead")
    )
    is_workaround = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(withdrawn_at=None), name="solution_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"solution of {self.thread_id}"


class Recommendation(models.Model):
    """The company recommends a reply, with a reason; at most one stands per reply."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="recommendations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *caps("recommendation", reason=140),
            models.UniqueConstraint(
                fields=["reply"], condition=Q(withdrawn_at=None), name="recommendation_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"recommendation of {self.reply_id}"
