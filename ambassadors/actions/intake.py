"""Taking in what a channel heard: once each, with its noise known and its clock running.

All of a page is one transaction with the cursor that follows it: after a crash the same page comes
again, and what is there already is passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.bells import ring_after_commit
from accounts.rows import insert_objects
from ambassadors.actions.compliance import note_burials
from ambassadors.actions.contacts import known_contacts
from ambassadors.actions.issues import gather
from ambassadors.actions.steps import desk_moved
from ambassadors.channels.base import Cursor, Fetched, Heard
from ambassadors.desk import Desk, desk_now
from ambassadors.enums import Ignored, State
from ambassadors.kinds import guess
from ambassadors.models import Burial, Channel, Contact, Gap, Item, Mention, NoiseRule
from ambassadors.models.channels import WHY_LENGTH
from ambassadors.models.items import is_waiting
from ambassadors.models.mentions import ID_LENGTH, TEXT_LENGTH, URL_LENGTH
from ambassadors.networks import note_costs
from ambassadors.noise import Message, first_match
from ambassadors.notable import URGENT, harm_of
from ambassadors.personal import Masked, mask
from ambassadors.wording import plain, words_of
from forum.language import detected

Key = tuple[str, str]


@dataclass
class TakenIn:
    """What became of a page."""

    new: int = 0
    ignored: int = 0
    known: int = 0
    passed_over: Sequence[str] = field(default_factory=tuple)


def take_in(
    channel: Channel,
    page: Fetched,
    *,
    after: Cursor | None = None,
    prices: Mapping[str, int] | None = None,
    is_told: bool = False,
    at: datetime | None = None,
) -> TakenIn:
    """Write down a page that was fetched after the cursor `after` (None: whatever it was). Where
    somebody else has moved the cursor meanwhile it stays where they left it, and so does it for what
    a stream told (`is_told`), which comes by no page."""
    at = at or timezone.now()
    with transaction.atomic():
        # One at a time: two channels may hear the same message, and its author twice.
        held = Channel.objects.select_for_update().order_by("pk")
        now = {row.pk: row for row in held}.get(channel.pk)
        if now is None:
            return TakenIn()
        taken = _take_messages(now, page.heard, at=at)
        taken.passed_over = page.broken
        note_burials(page.vanished)
        note_costs(now, page.costs, prices or {}, at=at)
        if not is_told and (after is None or now.cursor == after):
            _move_on(now, page, at=at)
        desk_moved()
    ring_after_commit("ambassadors.score")
    return taken


def _move_on(channel: Channel, page: Fetched, *, at: datetime) -> None:
    trouble = f"{len(page.broken)} lines were passed over: {page.broken[0]}" if page.broken else ""
    if page.missed is not None:
        since = channel.fetched_at or page.missed
        if since < page.missed:
            why = "The network gives no more of that time."
            Gap.objects.create(channel=channel, since=since, until=page.missed, why=why)
    Channel.objects.filter(pk=channel.pk).update(
        cursor=dict(page.cursor), fetched_at=at, trouble=trouble[:WHY_LENGTH]
    )


def _take_messages(channel: Channel, heard: Sequence[Heard], *, at: datetime) -> TakenIn:
    fresh = _not_known(heard)
    taken = TakenIn(known=len(heard) - len(fresh))
    if not fresh:
        return taken
    desk, contacts = desk_now(), known_contacts(fresh)
    talks = _conversations(fresh)
    texts = [mask(plain(one.text, TEXT_LENGTH)) for one in fresh]
    words = [words_of(text.text) for text in texts]
    mentions = [
        _mention(channel, one, text, said, contacts, talks, at=at)
        for one, text, said in zip(fresh, texts, words, strict=True)
    ]
    insert_objects(mentions)
    items = [
        _item(channel, mention, one, said, desk, at=at)
        for mention, one, said in zip(mentions, fresh, words, strict=True)
        if not one.is_own
    ]
    insert_objects(items)
    theirs = [said for one, said in zip(fresh, words, strict=True) if not one.is_own]
    waiting = [pair for pair in zip(items, theirs, strict=True) if pair[0].rule_id is None]
    gather(waiting, desk.incidents, at=at)
    _count_hits(items)
    _answered_elsewhere(mentions)
    _talk_goes_on(mentions)
    taken.new = len(fresh)
    taken.ignored = sum(item.state == State.IGNORED for item in items)
    return taken


def _not_known(heard: Sequence[Heard]) -> list[Heard]:
    """Each message once, and none that is here or was buried already."""
    once = {(str(one.network), plain(one.network_id, ID_LENGTH)): one for one in heard}
    known: set[Key] = set()
    for network in {network for network, _pk in once}:
        ids = [pk for name, pk in once if name == network]
        for rows in (Mention.objects, Burial.objects):
            found = rows.filter(network=network, network_id__in=ids)
            known |= {(network, pk) for pk in found.values_list("network_id", flat=True)}
    return [one for key, one in once.items() if key[1] and key not in known]


def _conversations(heard: Iterable[Heard]) -> dict[Key, str]:
    """The conversation of each message that another of them, or one that is here, answers."""
    found: dict[Key, str] = {}
    heard = sorted(heard, key=lambda one: one.published_at)
    wanted: dict[str, set[str]] = {}
    for one in heard:
        if one.reply_to and not one.conversation:
            wanted.setdefault(str(one.network), set()).add(one.reply_to)
    for network, ids in wanted.items():
        rows = Mention.objects.filter(network=network, network_id__in=ids)
        for pk, talk in rows.values_list("network_id", "conversation"):
            found[network, pk] = talk or pk
    for one in heard:
        before = found.get((str(one.network), one.reply_to), one.reply_to)
        found[str(one.network), one.network_id] = one.conversation or before or one.network_id
    return found


def _mention(
    channel: Channel,
    heard: Heard,
    masked: Masked,
    words: Sequence[str],
    contacts: Mapping[Key, Contact],
    talks: Mapping[Key, str],
    *,
    at: datetime,
) -> Mention:
    network = str(heard.network)
    text = masked.text[:TEXT_LENGTH]
    known = guess(text, words)
    return Mention(
        channel=channel,
        network=network,
        network_id=plain(heard.network_id, ID_LENGTH),
        contact=contacts.get((network, plain(heard.author, ID_LENGTH))),
        text=text,
        url=plain(heard.url, URL_LENGTH) if heard.url.startswith(("https://", "http://")) else "",
        language=plain(heard.language or detected(text), 10).lower(),
        # A network's clock may run ahead; nobody wrote tomorrow.
        published_at=min(heard.published_at, at),
        arrived_at=at,
        edited_at=heard.edited_at,
        conversation=plain(talks[network, heard.network_id], ID_LENGTH),
        reply_to=plain(heard.reply_to, ID_LENGTH),
        reposts=max(heard.reposts, 0),
        is_summons=heard.is_summons,
        is_own=heard.is_own,
        is_repost=heard.is_repost,
        is_private=masked.hid,
        kind_guess=known.kind,
        mood_guess=known.mood,
        checked_at=at,
    )


def _item(
    channel: Channel,
    mention: Mention,
    heard: Heard,
    words: Sequence[str],
    desk: Desk,
    *,
    at: datetime,
) -> Item:
    message = Message(heard, words, mention.language, desk.brands, desk.handles)
    rule = first_match(message, desk.rules)
    urgent = harm_of(words) in URGENT and rule is None
    due = None
    if rule is None:
        due = desk.due_at(channel=channel.pk, kind=mention.kind_guess, urgent=urgent, at=at)
    return Item(
        mention=mention,
        channel=channel,
        state=State.NEW if rule is None else State.IGNORED,
        ignored=Ignored.NOT_IGNORED if rule is None else Ignored.RULE,
        rule=rule,
        kind=mention.kind_guess,
        language=mention.language,
        is_urgent=urgent,
        arrived_at=at,
        due_at=due,
        changed_at=at,
        ended_at=None if rule is None else at,
    )


def _count_hits(items: Iterable[Item]) -> None:
    hits: dict[int, int] = {}
    for item in items:
        if item.rule_id is not None:
            hits[item.rule_id] = hits.get(item.rule_id, 0) + 1
    for pk, number in hits.items():
        NoiseRule.objects.filter(pk=pk).update(hits=F("hits") + number)


def _answered_elsewhere(mentions: Sequence[Mention]) -> None:
    """Somebody of ours answered on the network itself: nobody has to do it again. An answer may be
    heard before what it answers."""
    for network in {one.network for one in mentions}:
        fresh = [one for one in mentions if one.network == network]
        answers = {one.reply_to: one for one in fresh if one.is_own and one.reply_to}
        answers |= {one.reply_to: one for one in _heard_before(network, fresh)}
        if not answers:
            continue
        items = Item.objects.filter(
            is_waiting(), mention__network=network, mention__network_id__in=list(answers)
        ).select_related("mention")
        for item in items:
            answer = answers[item.mention.network_id] if item.mention else None
            if answer is not None:
                Item.objects.filter(pk=item.pk).update(
                    state=State.ANSWERED,
                    answered_at=answer.published_at,
                    changed_at=answer.arrived_at,
                    version=F("version") + 1,
                )


def _heard_before(network: str, fresh: Sequence[Mention]) -> Iterable[Mention]:
    """Answers of ours that were here already, to messages that come now."""
    asked = [one for one in fresh if not one.is_own]
    talks = {one.conversation for one in asked if one.conversation}
    if not talks:
        return ()
    ours = Mention.objects.filter(network=network, conversation__in=talks, is_own=True, gone="")
    return ours.filter(reply_to__in=[one.network_id for one in asked])


def _talk_goes_on(mentions: Sequence[Mention]) -> None:
    """Who is about to answer an item is told that its author, or we, have said more since."""
    talks = {(one.network, one.conversation) for one in mentions if one.conversation}
    new = [one.pk for one in mentions]
    for network in {name for name, _talk in talks}:
        ids = [talk for name, talk in talks if name == network]
        waiting = Item.objects.filter(
            is_waiting(), mention__network=network, mention__conversation__in=ids
        )
        waiting.exclude(mention__in=new).update(version=F("version") + 1)
