"""Words that a member has not posted yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.caps import caps
from forum.markup import IMPORT_CAP

PLACE_LENGTH = 80
# What a form of ours may hold, and how much of it together: a text of the longest kind, and the
# short fields beside it.
FORM_FIELDS = (
    "title",
    "source",
    "note",
    "kind",
    "board",
    "tags",
    "language",
    "follow_up_of",
    "display_name",
)
MOST_CHARACTERS = IMPORT_CAP + 5_000


class Draft(models.Model):
    """What one member has written so far in one form. `place` is the form's own address (as
    "/t/7/reply/"); `version` steps with every change, so that two windows notice each other;
    it begins anywhere, so that no other draft of the place had it.

    Nothing that was written is lost: `before` holds the words that gave way to others last, and
    what was thrown away stays a day.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=PLACE_LENGTH)
    # Of an answer: the thread that it is for, so that the thread's page finds it by a number.
    answers = models.ForeignKey(
        "forum.Thread", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words = models.JSONField(default=dict)
    before = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    thrown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *caps("draft", place=PLACE_LENGTH),
            models.UniqueConstraint(fields=["member", "place"], name="draft_once"),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return f"{self.place} of {self.member_id}"
