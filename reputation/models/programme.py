"""The superuser programme: tiers with their criteria, nominations with their reviews, terms with
what they open, guidelines by number, and what was given as thanks. No hours are kept anywhere."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from reputation.enums import OPEN_STAGES, Capability, End, Stage

REASON_LENGTH = 300
TEXT_LENGTH = 8_000
WHAT_LENGTH = 120
WINDOWS = [(90, _("the last 90 days")), (365, _("the last 365 days"))]
MOST_DAYS = 1_100


class Tier(models.Model):
    """A kind of Superuser, with what somebody has to have done to be thought of. Solutions and
    askers count within `window_days`, where one is set; points and upheld flags always in all."""

    key = models.SlugField(_("key"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    least_points = models.PositiveIntegerField(_("least points"), default=0)
    least_solutions = models.PositiveIntegerField(_("least Solutions for others"), default=0)
    least_askers = models.PositiveIntegerField(_("least people helped"), default=0)
    most_flags = models.PositiveIntegerField(_("most upheld flags"), default=0)
    window_days = models.PositiveSmallIntegerField(
        _("window"), null=True, blank=True, choices=WINDOWS
    )
    term_days = models.PositiveSmallIntegerField(_("length of a term in days"), default=365)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("superuser tier")
        constraints = [
            *caps("tier", key=20, name=60),
            models.CheckConstraint(
                condition=Q(term_days__gte=1, term_days__lte=MOST_DAYS), name="tier_term_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guidelines(models.Model):
    """What a Superuser agrees to. The newest holds; whoever accepted an older one did so."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("guidelines")
        verbose_name_plural = _("guidelines")
        constraints = caps("guidelines", text=TEXT_LENGTH)

    def __str__(self) -> str:
        return f"guidelines {self.number}"


class Nomination(models.Model):
    """Somebody is put forward for a tier; one open at a time for each member. `evidence` is what was
    known of them at that moment. `by` is nobody where a term came near its end (`renews`)."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="nominations")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="nominations")
    renews = models.ForeignKey(
        "Term", models.PROTECT, null=True, blank=True, related_name="renewals"
    )
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    evidence = models.JSONField(default=dict)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.NOMINATED)
    # When it came to that stage: an invitation lapses so long after it.
    stage_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("nomination", reason=REASON_LENGTH, stage=12),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="nomination_stage_known"
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(stage__in=[stage.value for stage in OPEN_STAGES]),
                name="nomination_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.tier_id}"


class Review(models.Model):
    """One reviewer's word on a nomination; one each."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_yes = models.BooleanField()
    reason = models.CharField(max_length=REASON_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("review", reason=REASON_LENGTH),
            models.UniqueConstraint(fields=["nomination", "by"], name="review_once"),
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.is_yes else 'no'} of {self.by_id}"


class Term(models.Model):
    """A member is a Superuser from `begins` to `ends`, unless it `ended_at` another moment; one
    running at a time. `guidelines` is the number of those that were accepted at `begins`."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="terms")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="terms")
    nomination = models.OneToOneField(
        Nomination, models.PROTECT, null=True, blank=True, related_name="term"
    )
    guidelines = models.PositiveIntegerField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    class Meta:
        constraints = [
            *caps("term", end=12),
            models.CheckConstraint(condition=Q(end__in=End.values), name="term_end_known"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="term_forward"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="term_ended_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="term_running_once"
            ),
        ]
        indexes = [
            models.Index(fields=["ends"], condition=Q(ended_at=None), name="term_to_end"),
            models.Index(fields=["-ended_at", "-id"], name="term_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} until {self.ends:%Y-%m-%d}"


class Grant(models.Model):
    """Something that a term opens, until it is withdrawn."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="grants")
    capability = models.CharField(max_length=16, choices=Capability.choices)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        constraints = [
            *caps("grant", reason=REASON_LENGTH, capability=16),
            models.CheckConstraint(
                condition=Q(capability__in=Capability.values), name="grant_capability_known"
            ),
            models.UniqueConstraint(fields=["term", "capability"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.capability} of term {self.term_id}"


class Perk(models.Model):
    """Something that was given to a Superuser as thanks."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="perks")
    what = models.CharField(max_length=WHAT_LENGTH)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = caps("perk", what=WHAT_LENGTH, note=REASON_LENGTH)

    def __str__(self) -> str:
        return self.what
