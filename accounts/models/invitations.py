"""Invitations into groups, which open closed boards. The row is the truth and its mail's outbox."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

WORDS = 500
MOST_USES = 500


class Invitation(models.Model):
    """A door into a group, for one address (and one use) or for the addresses of a domain (and so
    many uses). What stands in the link is never kept, only its hash (accounts.tokens)."""

    group = models.ForeignKey("auth.Group", models.CASCADE, related_name="invitations")
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    words = models.CharField(_("your words"), max_length=WORDS, blank=True)
    most_uses = models.PositiveIntegerField(_("how many may come"), default=1)
    uses = models.PositiveIntegerField(default=0)
    nonce = models.CharField(max_length=43)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        "accounts.Member", models.SET_NULL, null=True, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("invitation", email=254, domain=253, words=WORDS, nonce=43, token_hash=64),
            models.CheckConstraint(
                condition=(models.Q(email="") & ~models.Q(domain=""))
                | (~models.Q(email="") & models.Q(domain="", most_uses=1)),
                name="invitation_bound",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    uses__lte=models.F("most_uses"), most_uses__gte=1, most_uses__lte=MOST_USES
                ),
                name="invitation_capped",
            ),
        ]
        indexes = [
            models.Index(fields=["invited_by", "-created_at"], name="invitation_by"),
            models.Index(fields=["email", "-created_at"], name="invitation_to"),
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(mailed_at=None, revoked_at=None) & ~models.Q(email=""),
                name="invitation_unsent",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, at: Any = None) -> bool:
        """Whether somebody may still come in by it."""
        left = self.uses < self.most_uses
        return self.revoked_at is None and left and self.expires_at > (at or timezone.now())


class InvitationUse(models.Model):
    """Somebody came in by an invitation; once each, whatever happens at the same moment."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="used")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="invitations_used")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "member"], name="invitation_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id} by {self.member_id}"
