"""Flags: members' notes to the moderators that something is wrong with a post."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from forum.enums import FlagReason
from forum.models.replies import Comment, Reply
from forum.models.threads import NOTE_LENGTH, Thread

ONE_POST = (
    Q(thread__isnull=False, reply=None, comment=None)
    | Q(thread=None, reply__isnull=False, comment=None)
    | Q(thread=None, reply=None, comment__isnull=False)
)


class Flag(models.Model):
    """One per member and post: on exactly one of `thread` (the opening post), `reply` and
    `comment`. It is open until `settled_at`; taking it back deletes the row."""

    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="flags")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True, related_name="flags")
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="flags"
    )
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=8, choices=FlagReason.choices)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Settled by taking the post off the pages.
    is_upheld = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *caps("flag", reason=8, note=NOTE_LENGTH),
            models.UniqueConstraint(fields=["member", "thread"], name="flag_once_thread"),
            models.UniqueConstraint(fields=["member", "reply"], name="flag_once_reply"),
            models.UniqueConstraint(fields=["member", "comment"], name="flag_once_comment"),
            models.CheckConstraint(condition=ONE_POST, name="flag_on_one_post"),
            models.CheckConstraint(
                condition=Q(reason__in=FlagReason.values), name="flag_reason_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-at"], condition=Q(settled_at=None), name="flag_open"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} by {self.member_id}"
