"""Pictures in posts: the file that a member brought, and where it is used."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from forum.enums import PictureState
from forum.models.replies import Comment, Reply
from forum.models.threads import Thread

NAME_LENGTH = 32
ALT_LENGTH = 300


class Picture(models.Model):
    """Its files are posts/<name>.webp and posts/<name>-<width>.webp (forum.markup.pictures).

    The row is there before its files and after them, so that no file is without one. `size` is in
    bytes, of all its files (while it is RESERVED: the most that it may become). `alt` are the
    words that the last text gave it. `unused_since` is null while a text shows it.
    """

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pictures")
    state = models.CharField(
        max_length=8, choices=PictureState.choices, default=PictureState.RESERVED
    )
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=ALT_LENGTH, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    unused_since = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        constraints = [
            *caps("picture", name=NAME_LENGTH, state=8, alt=ALT_LENGTH),
            models.CheckConstraint(
                condition=Q(state__in=PictureState.values), name="picture_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["uploader", "created_at"], name="picture_uploader"),
            models.Index(
                fields=["unused_since"],
                condition=Q(unused_since__isnull=False),
                name="picture_unused",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PictureUse(models.Model):
    """A text shows a picture; exactly one of `thread`, `reply` and `comment` is set."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="uses")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="picture_uses")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, related_name="picture_uses")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="picture_uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "thread"], name="picture_thread_once"),
            models.UniqueConstraint(fields=["picture", "reply"], name="picture_reply_once"),
            models.UniqueConstraint(fields=["picture", "comment"], name="picture_comment_once"),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, reply=None, comment=None)
                | Q(thread=None, reply__isnull=False, comment=None)
                | Q(thread=None, reply=None, comment__isnull=False),
                name="picture_in_one_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} in {self.thread_id or self.reply_id or self.comment_id}"
