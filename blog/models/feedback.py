"""What readers said of a post."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

WORDS_LENGTH = 500


class Feedback(models.Model):
    """Somebody's word on one edition of a post: whether it helped, and on a no, a private line to
    its author. A member has one for each edition; a visitor one for each edition on a day, told by a
    digest that is forgotten within a day and that nobody can turn back (Salt)."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="feedback")
    edition = models.PositiveIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visitor = models.CharField(max_length=32, blank=True)
    is_helpful = models.BooleanField(_("helpful"))
    words = models.CharField(_("words"), max_length=WORDS_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("feedback", visitor=32, words=WORDS_LENGTH),
            models.UniqueConstraint(
                fields=["post", "edition", "member"],
                condition=Q(member__isnull=False),
                name="feedback_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["post", "edition", "visitor"],
                condition=~Q(visitor=""),
                name="feedback_once_a_visitor",
            ),
        ]
        indexes = [
            models.Index(fields=["post", "-at", "-id"], name="feedback_of_post"),
            models.Index(fields=["at"], condition=~Q(visitor=""), name="feedback_of_visitors"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.is_helpful}"


class Salt(models.Model):
    """What the digests of a day are made with; gone the day after, and with it every way back."""

    day = models.DateField(unique=True)
    value = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)
