"""What members make of each other and show of themselves: mutes, and links on profiles."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

LABEL, ADDRESS = 40, 200
MOST_LINKS = 3


class Mute(models.Model):
    """A member does not want to hear of another. Nobody else learns of it."""

    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="mutes")
    muted = models.ForeignKey("accounts.Member", models.CASCADE, related_name="muted_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "muted"], name="mute_once"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("muted")), name="mute_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} does not hear {self.muted_id}"


class ProfileLink(models.Model):
    """A place elsewhere that a member calls theirs; whether it is shown is asked each time."""

    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("what it is"), max_length=LABEL)
    url = models.CharField(_("address"), max_length=ADDRESS)

    class Meta:
        ordering = ["position"]
        constraints = [
            *caps("profile_link", label=LABEL, url=ADDRESS),
            models.UniqueConstraint(fields=["member", "position"], name="profile_link_place"),
            models.CheckConstraint(
                condition=models.Q(position__lt=MOST_LINKS), name="profile_link_few"
            ),
            models.CheckConstraint(
                condition=models.Q(url__startswith="https://"), name="profile_link_https"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def host(self) -> str:
        """Where it leads: it stands beside the label, which may say anything."""
        return self.url.removeprefix("https://").partition("/")[0].partition("?")[0]
