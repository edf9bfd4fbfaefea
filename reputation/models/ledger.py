"""The ledger: rows are added and never changed. Database triggers hold that too (triggers.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from reputation.enums import Ledger, Rule, Why

KIND_LENGTH = 12


class Award(models.Model):
    """Points for one member by one rule, because of one source; or the reversal of such a row.

    `source_kind` and `source_id` name the cause in the room that tells of it ("vote", 17);
    `post_kind` and `post_id` the post that earned it. `nominal` is what the rule gives, `counted`
    what counts within the caps of its day (0 while `is_held`); `times` is more than 1 where a cause is
    known by its number alone. `at` is the moment of the cause, a
    reversal's too, so that every day's sum is what stands of it; `written_at` is the clock's. The
    same cause pays again only as the next `turn`, once the last is reversed.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="awards")
    rule = models.CharField(max_length=16, choices=Rule.choices)
    scheme = models.PositiveIntegerField()
    times = models.PositiveIntegerField(default=1)
    nominal = models.IntegerField()
    counted = models.IntegerField()
    is_held = models.BooleanField(default=False)
    source_kind = models.CharField(max_length=KIND_LENGTH)
    source_id = models.BigIntegerField()
    post_kind = models.CharField(max_length=KIND_LENGTH, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    counterpart = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ledger = models.CharField(max_length=8, choices=Ledger.choices)
    turn = models.PositiveIntegerField(default=1)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    at = models.DateTimeField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps(
                "award",
                rule=16,
                source_kind=KIND_LENGTH,
                post_kind=KIND_LENGTH,
                ledger=8,
                why=10,
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "rule", "member", "ledger", "turn"],
                condition=Q(reverses=None),
                name="award_once_a_turn",
            ),
            models.CheckConstraint(condition=Q(rule__in=Rule.values), name="award_rule_known"),
            models.CheckConstraint(
                condition=Q(ledger__in=Ledger.values), name="award_ledger_known"
            ),
            models.CheckConstraint(condition=Q(turn__gte=1), name="award_turn_from_one"),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(counted=0), name="award_held_counts_nothing"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, why="") | (Q(reverses__isnull=False) & ~Q(why="")),
                name="award_reversed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "ledger", "at"], name="award_of_a_day"),
            models.Index(fields=["source_kind", "source_id"], name="award_source"),
            models.Index(fields=["post_kind", "post_id"], name="award_post"),
        ]

    def __str__(self) -> str:
        return f"{self.counted:+d} {self.rule} ({self.source_kind} {self.source_id})"

    @property
    def reversal(self) -> "Award | None":
        """What reversed this row; None while it stands."""
        return None if self.pk is None else getattr(self, "reversed_by", None)
