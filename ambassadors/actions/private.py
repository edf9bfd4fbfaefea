"""Asking for what nobody should write in public, and forgetting it again."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from accounts.tokens import hash_of
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.enums import State, Step
from ambassadors.models import Department, Item, PrivateForm
from ambassadors.models.private import ANSWER_LENGTH, ASKS_LENGTH
from ambassadors.permissions import (
    check_can_read_private,
    check_can_use_desk,
    check_has_claim,
    check_length,
)
from ambassadors.queries.claims import open_claim
from ambassadors.sealing import CannotOpen, seal, unseal

# A link is good so long, and what came back is kept so long at most.
LINK_LASTS, KEPT = timedelta(hours=48), timedelta(days=30)
BATCH = 200


def ask_privately(
    item: Item,
    *,
    by: Member,
    asks: str,
    department: Department | None = None,
    at: datetime | None = None,
) -> tuple[PrivateForm, str]:
    """A form for whoever wrote the item, and the token of its link, which nobody can make again. Raises
    MovedOn where `by` does not have the item, Refusal for a question that is none."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        check_has_claim(by, item, open_claim(item), at=at)
        sentence = _("Please say in between 1 and %(most)s characters what you ask for.")
        asks = check_length(asks, ASKS_LENGTH, sentence)
        token = secrets.token_urlsafe(32)
        until = at + LINK_LASTS
        words = {"asks": asks, "department": department, "until": until, "at": at}
        made = PrivateForm.objects.create(item=item, digest=hash_of(token), by=by, **words)
        note_step(item, Step.ASKED, by=by, at=at, moves=False)
    return made, token


def fill_private(token: str, *, text: str, at: datetime | None = None) -> None:
    """What the customer wrote, sealed. Raises Refusal for an empty or too long text, and for a link that
    was used, is over, or is none: the three look the same."""
    at = at or timezone.now()
    sentence = _("Please write between 1 and %(most)s characters.")
    text = check_length(text, ANSWER_LENGTH, sentence)
    with transaction.atomic():
        open_ = PrivateForm.objects.select_for_update(of=("self",)).select_related("item")
        row = open_.filter(digest=hash_of(token), filled_at=None, until__gt=at).first()
        if row is None:
            raise Refusal(_("This link is not good any more. Please ask for another one."))
        PrivateForm.objects.filter(pk=row.pk).update(sealed=seal(text), filled_at=at)
        note_step(row.item, Step.FILLED, by=None, at=at, moves=False)
        desk_moved()


def read_private(row: PrivateForm, *, by: Member, at: datetime | None = None) -> str:
    """What came back; that it was read, and by whom, is written down. Raises Refusal for whoever has
    nothing to do with it, and where nothing is there (any more)."""
    at = at or timezone.now()
    with transaction.atomic():
        found = PrivateForm.objects.select_for_update(of=("self",)).get(pk=row.pk)
        check_can_read_private(by, found)
        if not found.sealed:
            raise Refusal(_("There is nothing to read: it was not filled in, or is forgotten."))
        try:
            text = unseal(bytes(found.sealed))
        except CannotOpen:
            raise Refusal(_("It was sealed with a secret that is not known any more.")) from None
        note_step(found.item, Step.READ, by=by, at=at, moves=False)
    return text


def forget_private(row: PrivateForm, *, by: Member, at: datetime | None = None) -> None:
    """It is not needed any more. Raises Refusal as `read_private`."""
    check_can_use_desk(by)
    check_can_read_private(by, row)
    PrivateForm.objects.filter(pk=row.pk).update(sealed=b"", gone_at=at or timezone.now())


def forget_old(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """What came back goes when its case is done, or after KEPT; returns how many."""
    at = at or timezone.now()
    kept = PrivateForm.objects.filter(filled_at__isnull=False, gone_at=None)
    over = Q(filled_at__lte=at - KEPT) | Q(item__state__in=[State.RESOLVED, State.IGNORED])
    pks = list(kept.filter(over).values_list("pk", flat=True)[:limit])
    return PrivateForm.objects.filter(pk__in=pks).update(sealed=b"", gone_at=at)
