"""Votes, me-toos and watches: one row each, by constraint."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from forum.models.boards import Board
from forum.models.replies import Reply
from forum.models.threads import Thread


class Vote(models.Model):
    """Helpful (1) or unhelpful (-1), on exactly one of `thread` (the opening post) and `reply`.
    Imported votes have no voter but an outside id."""

    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="votes")
    reply = models.ForeignKey(Reply, models.CASCADE, null=True, blank=True, related_name="votes")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="votes"
    )
    value = models.SmallIntegerField()
    source = models.CharField(max_length=20, blank=True)
    external_id = models.CharField(max_length=40, blank=True)
    # Whether it pays its author: not the vote of somebody who had earned too little trust yet.
    pays = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("vote", source=20, external_id=40),
            models.UniqueConstraint(fields=["voter", "thread"], name="vote_once_thread"),
            models.UniqueConstraint(fields=["voter", "reply"], name="vote_once_reply"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="vote_once_imported",
            ),
            models.CheckConstraint(
                condition=Q(thread=None, reply__isnull=False) | Q(thread__isnull=False, reply=None),
                name="vote_on_one_post",
            ),
            models.CheckConstraint(condition=Q(value__in=[1, -1]), name="vote_value"),
            models.CheckConstraint(
                condition=Q(voter__isnull=False) | ~Q(external_id=""),
                name="vote_has_voter_or_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value:+d}"


class MeToo(models.Model):
    """ "I have this too"."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="me_toos")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="me_toos")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="me_too_once")]

    def __str__(self) -> str:
        return f"{self.member_id} has {self.thread_id}"


class Watch(models.Model):
    """A member wants to hear of a thread or a board."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, null=True, blank=True, related_name="watches"
    )
    board = models.ForeignKey(Board, models.CASCADE, null=True, blank=True, related_name="watches")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    # Began as an effect of a me-too and of nothing else, so that it ends with it.
    came_with_me_too = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="watch_once_thread"),
            models.UniqueConstraint(fields=["member", "board"], name="watch_once_board"),
            models.CheckConstraint(
                condition=Q(thread=None, board__isnull=False) | Q(thread__isnull=False, board=None),
                name="watch_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} watches"
