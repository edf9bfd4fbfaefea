"""What reputation was told of the posts that earn: told by the forum in the transaction that changes
them, and kept here, because no door leads up to the forum's own rows."""

from django.conf import settings
from django.db import models

from accounts.caps import caps
from reputation.models.ledger import KIND_LENGTH

AUDIENCE_LENGTH = 200


class Place(models.Model):
    """A thread, as far as standing needs it: who asked when, on which board, under which tags.

    `audience` is "" where everybody may read, else the ids of the groups that may, in order;
    `thanked` are the members whom a thread of praise names.
    """

    thread_id = models.BigIntegerField(primary_key=True)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    board_id = models.BigIntegerField()
    tags = models.JSONField(default=list)
    audience = models.CharField(max_length=AUDIENCE_LENGTH, blank=True)
    language = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=8)
    thanked = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="thanked_in")
    at = models.DateTimeField()
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = caps("place", audience=AUDIENCE_LENGTH, language=12, kind=8)
        indexes = [models.Index(fields=["board_id"], name="place_board")]

    def __str__(self) -> str:
        return f"thread {self.thread_id}"


class Source(models.Model):
    """A post: who wrote it when and where. `kind` is "thread" for what opens one, or "reply";
    `tallied` under which scopes its awards stand in the leaderboards now."""

    kind = models.CharField(max_length=KIND_LENGTH)
    post_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="sources")
    at = models.DateTimeField()
    stands = models.BooleanField(default=True)
    tallied = models.JSONField(default=list)

    class Meta:
        constraints = [
            *caps("source", kind=KIND_LENGTH),
            models.UniqueConstraint(fields=["kind", "post_id"], name="source_once"),
        ]
        indexes = [models.Index(fields=["at"], name="source_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id}"
