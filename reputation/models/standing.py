"""What a member's rows of the ledger come to: a cache, and the lock under which they are written.

A row of its own beside the member's: the member's row is held first by whoever writes many things
at once (accounts.actions.turns), and the ledger is held last.
"""

from django.conf import settings
from django.db import models

from accounts.caps import caps

RANK_LENGTH = 40


class Standing(models.Model):
    """Points as customer and as employee (neither has a floor), the rank that follows from what
    stands (`counts`: what ranks ask for, as it was when it was last looked at), and whether the
    member wants to be named on leaderboards."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="standing"
    )
    points = models.IntegerField(default=0)
    employee_points = models.IntegerField(default=0)
    rank = models.CharField(max_length=RANK_LENGTH, blank=True)
    counts = models.JSONField(default=dict)
    is_listed = models.BooleanField(default=True)

    class Meta:
        constraints = caps("standing", rank=RANK_LENGTH)
        indexes = [
            models.Index(
                fields=["member"], condition=models.Q(is_listed=False), name="standing_unlisted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.points} points of {self.member_id}"

    @property
    def shown(self) -> int:
        """The total as people see it: nobody is shown less than one point."""
        return max(1, self.points)
