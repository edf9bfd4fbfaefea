"""Suggested edits: another's words as a member would have them, until somebody decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from forum.enums import SuggestionState
from forum.models.replies import Reply, Revision
from forum.models.threads import (
    BODY_LENGTH,
    IMPORTED_TITLE_LENGTH,
    NOTE_LENGTH,
    Thread,
)

OPEN = Q(state=SuggestionState.OPEN)
DECIDED = Q(decided_at__isnull=False)


class SuggestedEdit(models.Model):
    """Of exactly one of `thread` (its title and opening post) and `reply`; one that is open per
    member and post. `based_on` is the number of edits that the post had when it was written: with
    another number the post has newer words, and it is out of date. `revision` is the edit that came
    of an accepted one."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    reply = models.ForeignKey(
        Reply, models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="suggestions")
    title = models.CharField(max_length=IMPORTED_TITLE_LENGTH, blank=True)
    source = models.TextField(max_length=BODY_LENGTH)
    note = models.CharField(max_length=NOTE_LENGTH)
    based_on = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=SuggestionState.choices, default=SuggestionState.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    revision = models.OneToOneField(
        Revision, models.SET_NULL, null=True, blank=True, related_name="suggestion"
    )

    class Meta:
        constraints = [
            *caps(
                "suggestion",
                title=IMPORTED_TITLE_LENGTH,
                source=BODY_LENGTH,
                note=NOTE_LENGTH,
                state=10,
                reason=NOTE_LENGTH,
            ),
            models.UniqueConstraint(
                fields=["by", "thread"], condition=OPEN, name="suggestion_once_thread"
            ),
            models.UniqueConstraint(
                fields=["by", "reply"], condition=OPEN, name="suggestion_once_reply"
            ),
            models.CheckConstraint(
                condition=Q(thread=None, reply__isnull=False) | Q(thread__isnull=False, reply=None),
                name="suggestion_of_one_post",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="suggestion_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=SuggestionState.values), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=(OPEN & ~DECIDED) | (~OPEN & DECIDED), name="suggestion_open_or_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], condition=OPEN, name="suggestion_open"),
            models.Index(
                fields=["by", "decided_at", "id"],
                condition=Q(state=SuggestionState.ACCEPTED),
                name="suggestion_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} edit by {self.by_id}"

    @property
    def post(self) -> Thread | Reply:
        """What it would change."""
        post = self.reply or self.thread
        assert post is not None  # noqa: S101 (a constraint holds it)
        return post

    @property
    def is_open(self) -> bool:
        return self.state == SuggestionState.OPEN

    @property
    def is_stale(self) -> bool:
        """Whether the post has newer words than those it was written over."""
        return self.is_open and self.post.edit_count != self.based_on
