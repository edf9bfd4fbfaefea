"""From a mention to a thread: in our own words, once, and open to everybody's help at once."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.steps import held, note_step
from ambassadors.copies import is_near_copy
from ambassadors.enums import State, Step
from ambassadors.models import Item, Mention, Promotion
from ambassadors.permissions import MovedOn, check_has_claim, check_is_current
from ambassadors.personal import mask
from ambassadors.queries.claims import open_claim
from forum.actions.handing import hand_thread, source_line
from forum.actions.threads import ask_thread
from forum.models import Board, Thread
from forum.queries.visibility import may_see_thread


def promote_item(
    item: Item,
    *,
    by: Member,
    version: int,
    board: Board,
    kind: str,
    title: str,
    source: str,
    tags: Iterable[str] = (),
    at: datetime | None = None,
) -> Promotion:
    """Ask on `board` what the mention asks, in words of one's own. Raises MovedOn where `by` does not
    have the item, it moved on, or it is promoted already; Refusal for words that are the mention's,
    or that show personal data, and whatever `ask_thread` refuses."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            item, mention = _to_promote(item, by=by, version=version, at=at)
            check_own_words(mention, f"{title}\n{source}")
            thread = ask_thread(
                board,
                by=by,
                kind=kind,
                title=title,
                source=source,
                tags=tags,
                asked_on=_line_of(mention),
                at=at,
            )
            return _promoted(item, mention, thread, by=by, is_new=True, at=at)
    except IntegrityError:
        raise MovedOn(_("Somebody else has promoted this. Here is the thread.")) from None


def attach_item(
    item: Item, *, thread: Thread, by: Member, version: int, at: datetime | None = None
) -> Promotion:
    """The mention asks what a thread asks already: it is put to that one. Raises as `promote_item`."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            item, mention = _to_promote(item, by=by, version=version, at=at)
            if not may_see_thread(AnonymousUser(), thread):
                raise Refusal(_("Only people who see closed boards can read that thread."))
            return _promoted(item, mention, thread, by=by, is_new=False, at=at)
    except IntegrityError:
        raise MovedOn(_("Somebody else has promoted this. Here is the thread.")) from None


def _to_promote(item: Item, *, by: Member, version: int, at: datetime) -> tuple[Item, Mention]:
    item = held(item)
    check_has_claim(by, item, open_claim(item), at=at)
    if item.mention is None:
        raise Refusal(_("This is a thread already."))
    if Promotion.objects.filter(mention=item.mention).exists():
        raise MovedOn(_("Somebody else has promoted this. Here is the thread."))
    check_is_current(item, version)
    return item, item.mention


def check_own_words(mention: Mention, words: str) -> None:
    """Raises Refusal for the mention's words in place of one's own, and for personal data."""
    if is_near_copy(words, mention.text):
        raise Refusal(
            _(
                "These are the words of the message. Please say in your own what is asked: the "
                "message belongs to its author, and it may be taken down any day."
            )
        )
    if mask(words).hid:
        raise Refusal(_("This shows a mail address or a number of somebody. Please leave it out."))


def _line_of(mention: Mention) -> dict[str, str]:
    handle = mention.contact.handle if mention.contact else ""
    return source_line(
        network=str(mention.get_network_display()),
        handle=handle,
        url=mention.url,
        at=mention.published_at,
    )


def _promoted(
    item: Item, mention: Mention, thread: Thread, *, by: Member, is_new: bool, at: datetime
) -> Promotion:
    made = Promotion.objects.create(mention=mention, thread=thread, is_new=is_new, by=by, at=at)
    state = State.PROMOTED if item.waits else item.state
    detail = {"thread": thread.pk, "new": is_new}
    note_step(item, Step.PROMOTED, by=by, at=at, detail=detail, state=state)
    return made


def claim_thread(promotion: Promotion, *, by: Member, at: datetime | None = None) -> None:
    """Who wrote the mention is here and wants the thread to be theirs. Raises Refusal unless the
    mention's account is linked to `by`, by themselves, and they may see the thread."""
    at = at or timezone.now()
    with transaction.atomic():
        row = Promotion.objects.select_for_update(of=("self",)).get(pk=promotion.pk)
        contact = row.mention.contact
        if contact is None or contact.member_id != by.pk:
            raise Refusal(_("Only who wrote the message can claim the thread."))
        if not may_see_thread(by, row.thread):
            raise Refusal(_("Only who wrote the message can claim the thread."))
        if not row.is_new or row.claimed_at is not None:
            raise MovedOn(_("This thread has its own author already."))
        hand_thread(row.thread, to=by, at=at)
        Promotion.objects.filter(pk=row.pk).update(claimed_by=by, claimed_at=at)
