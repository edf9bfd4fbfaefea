"""Noting what people look for, without noting who does."""

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from search.models import Offer, OfferOutcome, SearchEntry, SearchOutcome
from search.models.log import TEXT_LENGTH
from search.words import clean

# Rows are kept for so long.
KEPT = timedelta(days=90)
# More than this an hour is no people; the rest goes unnoted.
MOST_AN_HOUR = 20_000
_ADDRESS = re.compile(r"\S*@\S+|\bwww\.\S+|\bhttps?://\S+")
# Telephone, card, order and account numbers; an error code has letters or is shorter.
_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[\d ()/-]{5,})\d(?!\w)")


def normalised(text: str) -> str:
    """`text` for the log: one line of small letters, at most TEXT_LENGTH, without addresses of mail
    and web and without long numbers, which may be somebody's."""
    text = _NUMBER.sub("#", _ADDRESS.sub("@", clean(text)))
    return " ".join(text.casefold().split())[:TEXT_LENGTH].rstrip()


def note_search(
    text: str, *, language: str, hits: int, token: str, at: datetime | None = None
) -> SearchEntry | None:
    """A page of a search was shown; once per token. Returns None where nothing is noted."""
    at, text = at or timezone.now(), normalised(text)
    recent = SearchEntry.objects.filter(at__gt=at - timedelta(hours=1))
    if not text or recent.count() >= MOST_AN_HOUR:
        return None
    entry, _made = SearchEntry.objects.get_or_create(
        token=token, defaults={"text": text, "language": language[:12], "hits": hits, "at": at}
    )
    return entry


def note_click(token: str, *, position: int) -> None:
    """A hit was chosen on the page with this token; the first counts."""
    SearchEntry.objects.filter(token=token, position=None).update(
        position=position, outcome=SearchOutcome.CLICKED
    )


def note_asked(token: str) -> None:
    """From the page with this token somebody went to ask."""
    SearchEntry.objects.filter(token=token, outcome="").update(outcome=SearchOutcome.ASKED)


def note_offer(
    token: str,
    text: str,
    *,
    language: str,
    outcome: str,
    thread_id: int | None = None,
    post_id: int | None = None,
    refused: int = 0,
    at: datetime | None = None,
) -> None:
    """What became of what was offered on one form. What solved it stays; who asked did not leave."""
    defaults = {
        "text": normalised(text),
        "language": language[:12],
        "outcome": outcome,
        "thread_id": thread_id,
        "post_id": post_id,
        "refused": min(refused, 100),
        "at": at or timezone.now(),
    }
    try:
        with transaction.atomic():
            Offer.objects.create(token=token, **defaults)
    except IntegrityError:
        later = Offer.objects.filter(token=token).exclude(outcome=OfferOutcome.SOLVED)
        if outcome == OfferOutcome.LEFT:
            later = later.filter(outcome=OfferOutcome.LEFT)
        later.update(**{**defaults, "refused": F("refused") + min(refused, 100)})


def forget_old(*, at: datetime | None = None) -> int:
    """Remove what is older than KEPT; returns how many rows that were."""
    before = (at or timezone.now()) - KEPT
    return (
        SearchEntry.objects.filter(at__lt=before).delete()[0]
        + Offer.objects.filter(at__lt=before).delete()[0]
    )
