"""The leaderboards' rows, and what waits to be counted into them.

Whoever earns does not wait for lists: the award and the note that it waits are written at once, and
one counter at a time (the fold) takes the notes in. All of it can be rebuilt from the ledger.
"""

from django.conf import settings
from django.db import models

from accounts.caps import caps

SCOPE_LENGTH = 48
PERIOD_LENGTH = 8


class Pending(models.Model):
    """Something changed that leaderboards, ranks and badges have not seen yet: an award was
    written, a thread stands elsewhere, a member wrote something, the ranks are others,
    or its points hold backwards too."""

    AWARD, PLACE, MEMBER, SCHEME, RULES = "award", "place", "member", "scheme", "rules"

    kind = models.CharField(max_length=6)
    what = models.BigIntegerField()

    class Meta:
        constraints = caps("pending", kind=6)

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


class Tally(models.Model):
    """What one member's awards come to in one scope (all, a board, a tag) and period."""

    scope = models.CharField(max_length=SCOPE_LENGTH)
    period = models.CharField(max_length=PERIOD_LENGTH)
    ledger = models.CharField(max_length=8)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    points = models.IntegerField(default=0)
    solutions = models.IntegerField(default=0)
    helpful = models.IntegerField(default=0)

    class Meta:
        constraints = [
            *caps("tally", scope=SCOPE_LENGTH, period=PERIOD_LENGTH, ledger=8),
            models.UniqueConstraint(
                fields=["scope", "period", "ledger", "member"], name="tally_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope", "period", "ledger", "-solutions", "-points", "member"],
                name="tally_solved",
            ),
            models.Index(
                fields=["scope", "period", "ledger", "-points", "-solutions", "member"],
                name="tally_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} in {self.scope or 'all'} {self.period}"
