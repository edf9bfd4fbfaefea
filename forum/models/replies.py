"""Replies (answers), short comments, and the history of edits."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from forum.enums import Format
from forum.models.threads import (
    BODY_LENGTH,
    GONE_CAPS,
    HIDDEN_IS_GONE,
    HTML_LENGTH,
    IMPORTED_TITLE_LENGTH,
    NOTE_LENGTH,
    POST_CAPS,
    Post,
    Removable,
    Thread,
)

COMMENT_LENGTH = 600
IMPORTED_COMMENT_LENGTH = 5_000


class Reply(Post):
    """An answer on a question, a reply on any other kind."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="replies")

    class Meta:
        verbose_name_plural = _("replies")
        constraints = [
            *caps("reply", **POST_CAPS),
            models.CheckConstraint(condition=HIDDEN_IS_GONE, name="reply_hidden_is_gone"),
        ]
        indexes = [
            models.Index(fields=["thread", "-score", "created_at", "id"], name="reply_best"),
            models.Index(fields=["thread", "created_at", "id"], name="reply_oldest"),
            models.Index(fields=["author", "-created_at", "-id"], name="reply_author"),
        ]

    def __str__(self) -> str:
        return self.gist

    def get_absolute_url(self) -> str:
        # Written out like the thread's.
        return f"/t/{self.thread_id}/r/{self.pk}/"

    @property
    def comments_url(self) -> str:
        """Where all comments on this reply stand."""
        return f"/r/{self.pk}/comments/"


class Comment(Removable):
    """A short note under a reply, or under the opening post where `reply` is null."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    source = models.CharField(_("comment"), max_length=IMPORTED_COMMENT_LENGTH)
    source_format = models.CharField(max_length=8, choices=Format.choices, default=Format.MARKDOWN)
    html = models.TextField(max_length=HTML_LENGTH, editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["thread", "created_at", "id"], name="comment_thread")]
        constraints = [
            *caps(
                "comment",
                source=IMPORTED_COMMENT_LENGTH,
                source_format=8,
                html=HTML_LENGTH,
                **GONE_CAPS,
            ),
            models.CheckConstraint(condition=HIDDEN_IS_GONE, name="comment_hidden_is_gone"),
        ]

    def __str__(self) -> str:
        return self.source[:60]


class Revision(models.Model):
    """A text as it was before an edit; exactly one of `thread` and `reply` is set. A hidden one only
    its author and the company read."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    reply = models.ForeignKey(
        Reply, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=IMPORTED_TITLE_LENGTH, blank=True)
    source = models.TextField(max_length=BODY_LENGTH)
    source_format = models.CharField(max_length=8, choices=Format.choices, default=Format.MARKDOWN)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *caps(
                "revision",
                title=IMPORTED_TITLE_LENGTH,
                source=BODY_LENGTH,
                source_format=8,
                note=NOTE_LENGTH,
            ),
            models.UniqueConstraint(fields=["thread", "number"], name="revision_thread_number"),
            models.UniqueConstraint(fields=["reply", "number"], name="revision_reply_number"),
            models.CheckConstraint(
                condition=Q(thread=None, reply__isnull=False) | Q(thread__isnull=False, reply=None),
                name="revision_of_one_post",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"
