"""One piece of work with all that somebody needs to answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from accounts.models import Member
from ambassadors.clocks import Clock, clock_of
from ambassadors.explaining import Reason, reasons_of
from ambassadors.likeness import near_threads
from ambassadors.models import (
    Claim,
    HandOff,
    Issue,
    IssuePart,
    Item,
    ItemEvent,
    Macro,
    MacroState,
    Mention,
    Outgoing,
    PrivateForm,
    Promotion,
)
from ambassadors.queries.claims import open_claim
from ambassadors.queries.queue import visible_items
from forum.models import Thread
from forum.providers import Suggestion
from forum.queries.visibility import visible_threads

MOST_TALK, MOST_EARLIER, MOST_EVENTS, MOST_MACROS = 50, 5, 30, 50


@dataclass(frozen=True)
class Work:
    """What the page of an item shows. `claim` holds now, whoever's it is; `talk` is the conversation
    with the message in it, oldest first; `earlier` what the same person wrote elsewhere."""

    item: Item
    mention: Mention | None
    thread: Thread | None
    claim: Claim | None
    clock: Clock | None
    reasons: Sequence[Reason]
    talk: Sequence[Mention]
    earlier: Sequence[Mention]
    earlier_count: int
    similar: Sequence[tuple[Suggestion, int]]
    macros: Sequence[Macro]
    outgoing: Sequence[Outgoing]
    promotion: Promotion | None
    events: Sequence[ItemEvent]
    hand_offs: Sequence[HandOff]
    issue: Issue | None
    private: Sequence[PrivateForm]


def get_item(viewer: Member, pk: int) -> Item:
    """The item, if `viewer` may see it. Raises Http404."""
    rows = visible_items(viewer).select_related(
        "mention__contact__answered_by", "mention__contact__member", "channel", "rule"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def work_on(viewer: Member, item: Item, *, at: datetime) -> Work:
    """All that stands around an item."""
    mention = item.mention
    claim = open_claim(item)
    earlier = _earlier(mention)
    shown = mention is not None and not mention.gone
    return Work(
        item=item,
        mention=mention,
        thread=_thread(viewer, item),
        claim=claim if claim is not None and claim.until > at else None,
        clock=clock_of(item.due_at, at=at) if item.waits else None,
        reasons=reasons_of(item),
        talk=_talk(mention),
        earlier=earlier[:MOST_EARLIER],
        earlier_count=len(earlier),
        similar=near_threads(mention.text) if shown and mention else (),
        macros=_macros(item),
        outgoing=_outgoing(mention),
        promotion=_promotion(mention),
        hand_offs=_hand_offs(item),
        issue=_issue(item),
        private=list(PrivateForm.objects.filter(item=item).select_related("by", "department")),
        events=list(item.events.select_related("by").order_by("-at", "-pk")[:MOST_EVENTS]),
    )


def _thread(viewer: Member, item: Item) -> Thread | None:
    if not item.thread_id:
        return None
    found = visible_threads(viewer).select_related("author").filter(pk=item.thread_id).first()
    if found is None:
        raise Http404
    return found


def _outgoing(mention: Mention | None) -> list[Outgoing]:
    if mention is None:
        return []
    rows = Outgoing.objects.filter(mention=mention).select_related("by", "approved_by")
    return list(rows.order_by("pk"))


def _talk(mention: Mention | None) -> list[Mention]:
    if mention is None or not mention.conversation:
        return []
    rows = Mention.objects.filter(network=mention.network, conversation=mention.conversation)
    rows = rows.exclude(pk=mention.pk).select_related("contact").order_by("published_at", "pk")
    return list(rows[:MOST_TALK])


def _earlier(mention: Mention | None) -> list[Mention]:
    if mention is None or mention.contact_id is None:
        return []
    rows = Mention.objects.filter(contact=mention.contact_id, is_own=False)
    rows = rows.exclude(network=mention.network, conversation=mention.conversation)
    return list(rows.select_related("item").order_by("-published_at", "-pk")[: MOST_EARLIER * 4])


def _issue(item: Item) -> Issue | None:
    part = IssuePart.objects.filter(item=item).select_related("issue").first()
    return part.issue if part else None


def _hand_offs(item: Item) -> list[HandOff]:
    rows = HandOff.objects.filter(item=item).select_related("department", "by", "owner")
    return list(rows.order_by("-at", "-pk"))


def _macros(item: Item) -> list[Macro]:
    rows = Macro.objects.filter(state=MacroState.REVIEWED, is_tip=False)
    rows = rows.select_related("reviewed_by")
    rows = rows.filter(language__in=["", item.language])
    return list(rows[:MOST_MACROS])


def _promotion(mention: Mention | None) -> Promotion | None:
    if mention is None:
        return None
    return Promotion.objects.filter(mention=mention).select_related("thread", "by").first()
