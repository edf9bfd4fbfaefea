"""What was earned beside points: badges, and who was member of the week."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps

BADGE_LENGTH = 24
SUBJECT_LENGTH = 40
EVIDENCE_LENGTH = 500


class BadgeAward(models.Model):
    """A badge that a member earned; `subject` is the tag of a badge that is earned for each.
    It ends when what earned it no longer stands, and may be earned again."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="badges")
    badge = models.CharField(max_length=BADGE_LENGTH)
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *caps("badge", badge=BADGE_LENGTH, subject=SUBJECT_LENGTH),
            models.UniqueConstraint(
                fields=["member", "badge", "subject"],
                condition=Q(revoked_at=None),
                name="badge_once",
            ),
        ]
        indexes = [
            models.Index(fields=["badge", "-at"], condition=Q(revoked_at=None), name="badge_newest")
        ]

    def __str__(self) -> str:
        return f"{self.badge} of {self.member_id}"


class MemberOfTheWeek(models.Model):
    """Whom an ambassador chose, and for what: one for each week."""

    week = models.CharField(max_length=8, unique=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(max_length=EVIDENCE_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = caps("week_member", week=8, words=EVIDENCE_LENGTH)

    def __str__(self) -> str:
        return f"{self.member_id} in {self.week}"
