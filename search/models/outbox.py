"""The outbox: a row for everything that changed and is not in the index yet."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps

ERROR_LENGTH = 300


class Source(models.TextChoices):
    """What a row is about. A board stands for all of its threads: they change their index."""

    THREAD = "thread"
    POST = "post"
    BOARD = "board"
    # A thread, and a post, whose related ones are to be worked out anew.
    RELATED = "related"
    RELATED_POST = "rel_post"


# What has a document of its own.
DOCUMENTS = (Source.THREAD, Source.POST)


class Outbox(models.Model):
    """One change; written in the transaction that made it, removed when every index has it. After
    MOST_TRIES it is parked: others go on, and a person looks."""

    source = models.CharField(max_length=8, choices=Source.choices)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=ERROR_LENGTH, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *caps("searchoutbox", source=8, error=ERROR_LENGTH),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="searchoutbox_source_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(parked_at=None), name="searchoutbox_due"
            ),
            models.Index(fields=["source", "object_id"], name="searchoutbox_object"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"
