"""The threads that a how-to was made of."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.caps import caps


class Source(models.Model):
    """A thread that feeds a how-to, and the answer that was taken from it. `digest` tells whether
    that was edited since; `is_published` whether what was taken from it stood in a text that was
    published: before, nothing follows from it."""

    howto = models.ForeignKey("blog.HowTo", models.CASCADE, related_name="sources")
    thread = models.ForeignKey("forum.Thread", models.CASCADE, related_name="howto_sources")
    reply = models.ForeignKey(
        "forum.Reply", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=16, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    is_published = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            *caps("howtosource", digest=16),
            models.UniqueConstraint(fields=["howto", "thread"], name="howtosource_once"),
        ]

    def __str__(self) -> str:
        return f"{self.howto} ← {self.thread}"
