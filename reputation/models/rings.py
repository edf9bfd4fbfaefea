"""What the search for vote rings found, what was decided, and what people said to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from reputation.enums import FindingState, TraceKind

APPEAL_LENGTH = 2_000
REASON_LENGTH = 300
DIGEST_LENGTH = 32


class RingThresholds(models.Model):
    """Thresholds as they were set by somebody; never changed afterwards, the newest holds."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    data = models.JSONField(_("figures"))
    note = models.CharField(_("why"), max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thresholds for vote rings")
        verbose_name_plural = _("thresholds for vote rings")
        constraints = caps("ring_thresholds", note=REASON_LENGTH)
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"thresholds {self.number}"


class RingRun(models.Model):
    """One search: under which thresholds (0 are those that every site starts with), how many votes
    it looked at, and how many pairs it found."""

    at = models.DateTimeField(default=timezone.now)
    thresholds = models.PositiveIntegerField(default=0)
    votes = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"run {self.pk}: {self.pairs} pairs of {self.votes} votes"


class Finding(models.Model):
    """A voter's votes for an author that were not independent, with the evidence in figures.

    `cluster` tells the groups of a run apart. While it is open, new awards of the pair are held;
    a decision holds or reverses those that stand as well, or releases all. A reversed pair does not
    pay again for votes before `blocked_until`.
    """

    run = models.ForeignKey(RingRun, models.PROTECT, related_name="findings")
    cluster = models.PositiveIntegerField()
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evidence = models.JSONField()
    state = models.CharField(max_length=8, choices=FindingState.choices, default=FindingState.OPEN)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *caps("finding", state=8, reason=REASON_LENGTH),
            models.UniqueConstraint(
                fields=["voter", "author"],
                condition=Q(state__in=[FindingState.OPEN, FindingState.HELD]),
                name="finding_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FindingState.values), name="finding_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(voter=models.F("author")), name="finding_of_two_members"
            ),
            models.CheckConstraint(
                condition=Q(blocked_until__isnull=False, state=FindingState.REVERSED)
                | (Q(blocked_until=None) & ~Q(state=FindingState.REVERSED)),
                name="finding_blocked_when_reversed",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "cluster"], name="finding_group"),
            models.Index(fields=["-at", "-id"], name="finding_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.state}: {self.voter_id} for {self.author_id}"

    def get_absolute_url(self) -> str:
        """Where the company decides."""
        return reverse("reputation:ring", args=[self.pk])

    @property
    def appeal_url(self) -> str:
        """Where those concerned read of it, and say how it was."""
        return reverse("reputation:appeal", args=[self.pk])


class Appeal(models.Model):
    """What somebody concerned said to a finding, and what the company answered. One at a time."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="appeals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(max_length=APPEAL_LENGTH)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=APPEAL_LENGTH, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            *caps("appeal", text=APPEAL_LENGTH, answer=APPEAL_LENGTH),
            models.UniqueConstraint(
                fields=["finding", "by"],
                condition=Q(answered_at=None),
                name="appeal_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk} to finding {self.finding_id}"


class Trace(models.Model):
    """What a device or a network came to when a member voted: a salted digest, of which nothing can
    be read back, and which is another one next month. Only to be compared, and not for long."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=TraceKind.choices)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("trace", kind=8, digest=DIGEST_LENGTH),
            models.UniqueConstraint(fields=["member", "digest"], name="trace_once"),
        ]
        indexes = [models.Index(fields=["at"], name="trace_at")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.member_id}"
