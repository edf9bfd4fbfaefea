"""The audit log: who did what to whom, and why. Rows are added and never changed, except that an
erased member's name goes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps


class AuditEntry(models.Model):
    """One act of moderation or administration.

    Rooms above name the object by kind and id, so nothing here points upward; `before` holds what
    an undo needs, and `undoes` names the entry that this one takes back (at most once).
    """

    actor = models.ForeignKey(
        "accounts.Member", models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    verb = models.CharField(_("what"), max_length=24)
    object_kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    label = models.CharField(_("on what"), max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-at"], name="audit_object"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]
        constraints = caps("audit", verb=24, object_kind=16, label=200, url=300, reason=300)

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"
