"""Drafts: save, throw away, forget when posted."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.actions.turns import take_turn
from accounts.models import Member
from forum.actions.texts import plain_source
from forum.models import Draft, Thread
from forum.models.drafts import FORM_FIELDS, MOST_CHARACTERS

MOST_DRAFTS = 50  # of one member; the one that rested longest makes room
MOST_FIRST_VERSION = 10**9  # leaves a billion steps below what the column holds
KEPT_DAYS = 90
THROWN_DAYS = 1
_PLACE = re.compile(r"/ask/(?:\?follow_up_of=[0-9]{1,18})?|/t/(?P<answers>[0-9]{1,18})/reply/")
Words = dict[str, str]


class NoDraft(ValueError):
    """Not the address of a form of ours, or more words than any form takes."""


class DraftConflict(Exception):
    """Somebody (the same member in another window) saved other words meanwhile."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.place)
        self.draft = draft


def save_draft(
    place: str,
    *,
    by: Member,
    words: Mapping[str, str],
    base: int | None,
    aside: bool = False,
    at: datetime | None = None,
) -> Draft | None:
    """Keep the words of the form at `place`.

    Arguments: `base` is the version that they were written over (0: there was none), None when
    they shall stand whatever is there. With `aside` they are kept beside the standing ones, as
    what gave way. Returns the draft as it stands, None when there are no words and so no draft.
    Raises NoDraft, and DraftConflict when another version with other words stands.
    """
    kept = {name: words[name] for name in FORM_FIELDS if words.get(name)}
    if not _PLACE.fullmatch(place) or sum(map(len, kept.values())) > MOST_CHARACTERS:
        raise NoDraft(place)
    if not (kept.get("title", "") + kept.get("source", "")).strip():
        kept = {}  # a board that was chosen for nothing is no draft
    at = at or timezone.now()
    with transaction.atomic():
        # One at a time for each member, and the first of two new ones wins.
        take_turn(by)
        draft = Draft.objects.filter(member=by, place=place).first()
        if draft is None or draft.thrown_at:
            return _begin(draft, place, by, kept, at) if kept and not aside else None
        return _go_on(draft, kept, base=base, aside=aside, at=at)


def _begin(draft: Draft | None, place: str, by: Member, kept: Words, at: datetime) -> Draft:
    if draft is not None:
        draft.words, draft.before, draft.thrown_at = kept, draft.words, None
        return _write(draft, at)
    found = _PLACE.fullmatch(place)
    answers = int(found["answers"]) if found and found["answers"] else 0
    thread = Thread.objects.filter(pk=answers).first()
    # A window that knows an earlier draft of this place must not take this one for it.
    first = secrets.randbelow(MOST_FIRST_VERSION) + 1
    draft = Draft.objects.create(
        member=by, place=place, answers=thread, words=kept, saved_at=at, version=first
    )
    rested = Draft.objects.filter(member=by).order_by("-saved_at", "-pk")
    surplus = list(rested.values_list("pk", flat=True)[MOST_DRAFTS:])
    Draft.objects.filter(pk__in=surplus).delete()
    return draft


def _go_on(
    draft: Draft, kept: Words, *, base: int | None, aside: bool, at: datetime
) -> Draft | None:
    if kept == draft.words:
        return draft
    if aside:
        draft.before = kept
    elif base is not None and base != draft.version:
        raise DraftConflict(draft)
    elif not kept:
        draft.delete()
        return None
    else:
        draft.before = draft.words if base is None else draft.before
        draft.words = kept
    return _write(draft, at)


def _write(draft: Draft, at: datetime) -> Draft:
    draft.version += 1
    draft.saved_at = at
    draft.save(update_fields=["words", "before", "version", "saved_at", "thrown_at"])
    return draft


def forget_draft(place: str, *, by: Member, words: Mapping[str, str], version: int) -> None:
    """The words were posted: part of the transaction that posts them.

    Their draft is the one of `version`, or one of which they are the rest: the last saving may have
    been under way still. Other words, saved elsewhere meanwhile, stay.
    """
    draft = Draft.objects.filter(member=by, place=place, thrown_at=None).first()
    if draft and (draft.version == version or _begins(draft.words, words)):
        draft.delete()


def _begins(draft: Mapping[str, str], posted: Mapping[str, str]) -> bool:
    return all(
        plain_source(posted.get(name, "")).startswith(plain_source(draft.get(name, "")))
        for name in ("title", "source")
    )


def throw_draft_away(draft: Draft, *, at: datetime | None = None) -> None:
    """Out of sight, and gone after THROWN_DAYS."""
    Draft.objects.filter(pk=draft.pk).update(thrown_at=at or timezone.now())


def take_draft_back(draft: Draft) -> None:
    """It is there again."""
    Draft.objects.filter(pk=draft.pk).update(thrown_at=None, version=F("version") + 1)


def sweep_drafts(*, at: datetime | None = None) -> int:
    """Delete what rested KEPT_DAYS, and what was thrown away; returns how many."""
    now = at or timezone.now()
    old = Q(saved_at__lt=now - timedelta(days=KEPT_DAYS))
    thrown = Q(thrown_at__lt=now - timedelta(days=THROWN_DAYS))
    return Draft.objects.filter(old | thrown).delete()[0]
