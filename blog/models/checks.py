"""What must be looked at again: doubts about posts, links that break, sources that changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from blog.enums import FOR_AUTHORS, Doubt, LinkState

DETAIL_LENGTH = 300
URL_LENGTH = 1_000


class Check(models.Model):
    """A doubt about a post, from when it came up until somebody looked (or its cause went away). One
    open one for each reason and detail. `is_known` says that somebody looked and that its cause is
    there still: it is not asked about again."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="checks")
    doubt = models.CharField(max_length=9, choices=Doubt.choices)
    detail = models.CharField(max_length=DETAIL_LENGTH, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    is_known = models.BooleanField(default=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            *caps("postcheck", doubt=9, detail=DETAIL_LENGTH),
            models.CheckConstraint(condition=Q(doubt__in=Doubt.values), name="postcheck_known"),
            models.UniqueConstraint(
                fields=["post", "doubt", "detail"],
                condition=Q(settled_at=None),
                name="postcheck_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opened_at", "id"], condition=Q(settled_at=None), name="postcheck_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.doubt}"

    @property
    def is_for_readers(self) -> bool:
        """Whether readers are told why."""
        return self.doubt not in FOR_AUTHORS


class Settling(models.Model):
    """A thread that changed and feeds a how-to, or links to posts: what that means is worked out by a
    task."""

    thread_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"thread {self.thread_id}"


class Link(models.Model):
    """An address that posts lead to, elsewhere or here, and what was found there when it was last asked."""

    url = models.CharField(max_length=URL_LENGTH, unique=True)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.WAITING)
    said = models.CharField(max_length=DETAIL_LENGTH, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("postlink", url=URL_LENGTH, state=8, said=DETAIL_LENGTH),
            models.CheckConstraint(condition=Q(state__in=LinkState.values), name="postlink_known"),
        ]
        indexes = [models.Index(fields=["next_try_at", "id"], name="postlink_due")]

    def __str__(self) -> str:
        return self.url


class LinkUse(models.Model):
    """That a published post has a link."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="link_uses")
    link = models.ForeignKey(Link, models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "link"], name="linkuse_once")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.link_id}"
