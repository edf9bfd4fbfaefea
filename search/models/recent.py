"""What a member looked for last."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from search.words import QUERY_LENGTH

MOST_RECENT = 10


class RecentSearch(models.Model):
    """One search of a member's; the newest few are kept."""

    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="recent_searches")
    text = models.CharField(max_length=QUERY_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = _("recent searches")
        constraints = [
            *caps("recentsearch", text=QUERY_LENGTH),
            models.UniqueConstraint(fields=["member", "text"], name="recentsearch_once"),
        ]
        indexes = [models.Index(fields=["member", "-at", "-id"], name="recentsearch_newest")]

    def __str__(self) -> str:
        return self.text[:80]
