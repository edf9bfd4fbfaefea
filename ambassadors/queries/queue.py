"""The queue: mentions and unanswered threads in one list, by need, by clock or by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from accounts.keyset import after_key, key_of, parse_key
from accounts.models import Member
from ambassadors.clocks import Clock, clock_of
from ambassadors.enums import Kind, Network, OutgoingState, State
from ambassadors.models import Item, Mention, Outgoing, Promotion
from ambassadors.models.items import is_waiting
from ambassadors.models.outgoing import NOT_SENT
from ambassadors.queries.claims import held_by_somebody, holding
from forum.models import Thread
from forum.queries.visibility import all_boards, visible_boards, visible_threads

PAGE = 50
SHOWS = ("waiting", "mine", "free", "late", "routed", "talking", "follow", "done", "ignored")
ORDERS = ("need", "clock", "newest")
# Columns of orders that are by time.
TIMES = {"newest": "arrived_at", "changed": "changed_at", "clock": "due_at"}


@dataclass(frozen=True)
class Filter:
    """What somebody wants to see; anything that is not known counts as not chosen."""

    show: str = "waiting"
    order: str = "need"
    source: str = ""
    kind: str = ""
    language: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Filter":
        """The filter that an address asks for."""
        known = {
            "show": SHOWS,
            "order": ORDERS,
            "source": (*Network.values, "threads"),
            "kind": Kind.values,
        }
        chosen = {name: sent.get(name, "") for name, values in known.items()}
        kept = {name: value for name, value in chosen.items() if value in known[name]}
        language = sent.get("language", "")
        if language.isalpha() and len(language) <= 10:
            kept["language"] = language.lower()
        return cls(**kept)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What is chosen otherwise than in the queue as it opens, by name."""
        usual = {"show": "waiting", "order": "need", "source": "", "kind": "", "language": ""}
        chosen = [(name, getattr(self, name)) for name in usual]
        return [(name, value) for name, value in chosen if value != usual[name]]

    @property
    def query(self) -> str:
        """What follows the question mark in its address; "" for the queue as it opens."""
        return urlencode(self.fields)

    @property
    def by(self) -> str:
        """The order in which it is shown: what was done or ignored, the last first."""
        return "changed" if self.show in ("done", "ignored") else self.order

    def but(self, **changes: str) -> "Filter":
        """The same with something else chosen."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Row:
    """One line of the queue. `thread` is there for a thread, `mention` for a mention."""

    item: Item
    mention: Mention | None
    thread: Thread | None
    holder: Member | None
    clock: Clock | None
    outgoing: Outgoing | None = None

    @property
    def url(self) -> str:
        return f"/desk/{self.item.pk}/"


@dataclass(frozen=True)
class QueuePage:
    """PAGE rows, the key of the next page ("" for none), and how many wait, by kind of waiting."""

    rows: Sequence[Row]
    next: str
    counts: Mapping[str, int] = field(default_factory=dict)


def queue_page(viewer: Member, chosen: Filter, *, after: str = "", at: datetime) -> QueuePage:
    """A page of the queue, and its figures. Eight queries, whatever their number. Raises Http404 for a
    place that is none."""
    rows = _after(chosen_items(viewer, chosen, at=at), chosen, after)
    rows = rows.select_related("mention__contact", "channel").prefetch_related(
        Prefetch("claims", holding(at).select_related("by"), to_attr="held")
    )
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return QueuePage(
        rows_of(viewer, found, at=at),
        _key(found[-1], chosen) if more else "",
        counts_of(viewer, at=at),
    )


def rows_of(viewer: Member, items: Sequence[Item], *, at: datetime) -> list[Row]:
    """Items as they are shown: with their threads and what we have written."""
    ids = [item.thread_id for item in items if item.thread_id]
    threads = {row.pk: row for row in visible_threads(viewer).filter(pk__in=ids)} if ids else {}
    mentions = [item.mention_id for item in items if item.mention_id]
    written = Outgoing.objects.filter(mention__in=mentions).exclude(state=OutgoingState.WITHDRAWN)
    outgoing = {row.mention_id: row for row in written.order_by("pk")} if mentions else {}
    return [
        Row(
            item,
            item.mention,
            threads.get(item.thread_id or 0),
            next((claim.by for claim in getattr(item, "held", ())), None),
            clock_of(item.due_at, at=at) if item.waits else None,
            outgoing.get(item.mention_id or 0),
        )
        for item in items
    ]


def visible_items(viewer: Member) -> QuerySet[Item]:
    """Items that `viewer` may see: all mentions, and threads of boards that are open to them."""
    closed = set(all_boards()) - {board.pk for board in visible_boards(viewer)}
    # Without a closed one there is nothing to look up for each of very many.
    return Item.objects.exclude(thread__board__in=closed) if closed else Item.objects.all()


def chosen_items(viewer: Member, chosen: Filter, *, at: datetime) -> QuerySet[Item]:
    """What a filter asks for, in its order."""
    rows = _shown(viewer, chosen.show, at)
    if chosen.source == "threads":
        rows = rows.filter(mention=None)
    elif chosen.source:
        rows = rows.filter(mention__network=chosen.source)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.language:
        rows = rows.filter(language=chosen.language)
    if chosen.by == "clock":
        return rows.filter(due_at__isnull=False).order_by("due_at", "pk")
    return rows.order_by("-score" if chosen.by == "need" else f"-{TIMES[chosen.by]}", "-pk")


def _shown(viewer: Member, show: str, at: datetime) -> QuerySet[Item]:
    rows = visible_items(viewer)
    waiting = rows.filter(is_waiting())
    if show == "mine":
        return rows.filter(pk__in=holding(at).filter(by=viewer).values("item"))
    if show == "free":
        return waiting.exclude(held_by_somebody(at))
    if show == "late":
        return waiting.filter(due_at__lt=at)
    if show == "routed":
        return waiting.filter(routed_to=viewer)
    if show == "talking":
        states = [OutgoingState.APPROVAL, OutgoingState.BY_HAND, OutgoingState.UNKNOWN]
        return rows.filter(mention__outgoing__state__in=states)
    if show == "follow":
        return rows.filter(to_follow_up())
    if show == "done":
        return rows.exclude(is_waiting()).exclude(state=State.IGNORED)
    if show == "ignored":
        return rows.filter(state=State.IGNORED)
    return waiting


def to_follow_up() -> Q:
    """Promoted, solved by now, and not told yet, to somebody who has engaged: they wrote again, or the
    account is a member's."""
    again = Mention.objects.filter(
        network=OuterRef("mention__network"),
        conversation=OuterRef("mention__conversation"),
        contact=OuterRef("mention__contact"),
        published_at__gt=OuterRef("mention__published_at"),
    )
    engaged = Exists(again) | Q(mention__contact__member__isnull=False)
    solved = Promotion.objects.filter(mention=OuterRef("mention"), thread__is_solved=True)
    told = Outgoing.objects.filter(mention=OuterRef("mention"), kind="follow_up")
    told = told.exclude(state__in=NOT_SENT)
    return Q(state=State.PROMOTED) & engaged & Exists(solved) & ~Exists(told)


def is_to_follow_up(item: Item) -> bool:
    """Whether an item's author is to be told that it is solved."""
    return Item.objects.filter(to_follow_up(), pk=item.pk).exists()


def _after(rows: QuerySet[Item], chosen: Filter, key: str) -> QuerySet[Item]:
    if not key:
        return rows
    if chosen.by in ("newest", "changed"):
        return after_key(rows, TIMES[chosen.by], key)
    if chosen.by == "clock":
        due, pk = parse_key(key)
        return rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk))
    score, dash, last = key.partition("-")
    if not (dash and score.isascii() and score.isdigit() and last.isascii() and last.isdigit()):
        raise Http404
    if len(score) > 5 or len(last) > 18:
        raise Http404
    return rows.filter(Q(score__lt=int(score)) | Q(score=int(score), pk__lt=int(last)))


def _key(item: Item, chosen: Filter) -> str:
    if chosen.by == "need":
        return f"{item.score}-{item.pk}"
    return key_of(item, TIMES[chosen.by])


def counts_of(viewer: Member, *, at: datetime) -> dict[str, int]:
    """How many wait, how many of them are late, mine or free, and how many were done today. Three
    queries beside those of the boards: claims are few, what waits may be much."""
    found = visible_items(viewer).filter(is_waiting())
    counted = found.aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=at)),
        routed=Count("pk", filter=Q(routed_to=viewer)),
    )
    claims = holding(at).filter(item__in=found)
    counted |= claims.aggregate(mine=Count("pk", filter=Q(by=viewer)), held=Count("pk"))
    today = at - timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    done = visible_items(viewer).filter(changed_at__gte=today)
    done = done.exclude(is_waiting()).exclude(state=State.IGNORED)
    return counted | {"free": counted["waiting"] - counted["held"], "done": done.count()}
