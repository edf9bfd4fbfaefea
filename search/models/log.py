"""What people look for, and what became of it; nobody's name, address or device is in any row."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps

TEXT_LENGTH = 100
TOKEN_LENGTH = 32


def new_token() -> str:
    """What the page that was shown carries, so that a later click is counted with it."""
    return secrets.token_hex(TOKEN_LENGTH // 2)


class SearchOutcome(models.TextChoices):
    """Where somebody went from the page of a search."""

    NONE = ""
    CLICKED = "clicked"
    ASKED = "asked"


class SearchEntry(models.Model):
    """A page of a search: `text` as search.learning.normalised makes it, how many hits, and the
    place of the one that was chosen, counted from 1."""

    token = models.CharField(max_length=TOKEN_LENGTH, unique=True, default=new_token)
    text = models.CharField(max_length=TEXT_LENGTH)
    language = models.CharField(max_length=12)
    hits = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True, choices=SearchOutcome.choices)

    class Meta:
        constraints = [
            *caps("searchentry", token=TOKEN_LENGTH, text=TEXT_LENGTH, language=12, outcome=8),
            models.CheckConstraint(
                condition=Q(outcome__in=SearchOutcome.values), name="searchentry_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="searchentry_at")]

    def __str__(self) -> str:
        return self.text


class OfferOutcome(models.TextChoices):
    """What became of what was offered to somebody about to ask. SOLVED alone counts as a question that
    needed no asking; who leaves without a word is LEFT, and nobody knows why."""

    SOLVED = "solved"
    ASKED = "asked"
    LEFT = "left"


class Offer(models.Model):
    """Threads and how-tos were offered on the form to ask; one row per form, its last outcome,
    SOLVED to stay. `thread_id` or `post_id` is the one that solved it; `refused` counts "Not this"."""

    token = models.CharField(max_length=TOKEN_LENGTH, unique=True)
    text = models.CharField(max_length=TEXT_LENGTH)
    language = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=OfferOutcome.choices)
    thread_id = models.BigIntegerField(null=True, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    refused = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            *caps("searchoffer", token=TOKEN_LENGTH, text=TEXT_LENGTH, language=12, outcome=8),
            models.CheckConstraint(
                condition=Q(outcome__in=OfferOutcome.values), name="searchoffer_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="solved", thread_id__isnull=False, post_id=None)
                | Q(outcome="solved", thread_id=None, post_id__isnull=False)
                | (~Q(outcome="solved") & Q(thread_id=None, post_id=None)),
                name="searchoffer_one_that_solved",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "at"], name="searchoffer_outcome_at")]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.text}"
