"""What people looked for and did not find, for whoever writes the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Avg, Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from accounts.refusals import Refusal
from blog.models import HelpIndex, Topic
from blog.permissions import check_can_edit_pages
from search.analysis import stem_of
from search.models import Offer, OfferOutcome, SearchEntry
from search.words import telling

DAYS = (7, 30, 90)
SHOWN = 20
# Different texts that are looked through for likeness.
READ = 500
# Two texts ask the same when they share this part of their words.
LIKE = 0.5


@dataclass(frozen=True)
class Asked:
    """One text: how often it was looked for, the hits of the last time, and how often one was
    chosen."""

    text: str
    times: int
    hits: int
    clicks: int
    asked: int


@dataclass(frozen=True)
class Cluster:
    """Texts that ask the same, the most frequent first."""

    rows: tuple[Asked, ...]

    @property
    def text(self) -> str:
        return self.rows[0].text

    @property
    def times(self) -> int:
        return sum(row.times for row in self.rows)

    @property
    def words(self) -> str:
        """For an address: what the form for synonyms begins with."""
        return urlencode({"words": ", ".join(row.text for row in self.rows[:4])})


@dataclass(frozen=True)
class Desk:
    """The figures of some days."""

    days: int
    searches: int
    clicked: int
    mean_position: float | None
    top: Sequence[Cluster]
    nothing: Sequence[Cluster]
    unclicked: Sequence[Cluster]
    offers: dict[str, int]


def desk_of(days: str, *, at: datetime | None = None) -> Desk:
    """What was looked for in the last `days` (one of DAYS, else 30). Five queries."""
    kept = int(days) if days in map(str, DAYS) else 30
    since = (at or timezone.now()) - timedelta(days=kept)
    entries = SearchEntry.objects.filter(at__gte=since)
    whole = entries.aggregate(
        n=Count("pk"), clicked=Count("pk", filter=Q(position__isnull=False)), mean=Avg("position")
    )
    offers = Offer.objects.filter(at__gte=since).values_list("outcome").annotate(n=Count("pk"))
    counted = dict(offers)
    return Desk(
        days=kept,
        searches=whole["n"],
        clicked=whole["clicked"],
        mean_position=whole["mean"],
        top=clusters(_rows(entries))[:SHOWN],
        nothing=clusters(_rows(entries.filter(hits=0)))[:SHOWN],
        unclicked=clusters(_rows(entries.filter(hits__gt=0), unclicked=True))[:SHOWN],
        offers={outcome: counted.get(outcome, 0) for outcome in OfferOutcome.values},
    )


def howto_address(viewer: Member) -> str:
    """Where `viewer` writes a how-to: under the first topic where they may; who may not, and a blog
    without topics, gets the list of posts; "" where there is no help blog."""
    try:
        check_can_edit_pages(viewer)
    except Refusal:
        topics: list[Topic] = []
    else:
        topics = list(Topic.objects.live().order_by("path"))
    for topic in topics:
        if topic.permissions_for_user(viewer).can_add_subpage():
            return reverse("wagtailadmin_pages:add", args=["blog", "howto", topic.pk])
    index = HelpIndex.objects.live().first()
    return f"/{index.slug}/" if index else ""


def _rows(entries: QuerySet[SearchEntry], *, unclicked: bool = False) -> list[Asked]:
    """Texts by how often they were looked for; with `unclicked` those of which no hit was chosen."""
    rows = entries.values("text").annotate(
        times=Count("pk"),
        most=Max("hits"),
        clicks=Count("pk", filter=Q(outcome="clicked")),
        asked=Count("pk", filter=Q(outcome="asked")),
    )
    if unclicked:
        rows = rows.filter(clicks=0)
    return [
        Asked(row["text"], row["times"], row["most"], row["clicks"], row["asked"])
        for row in rows.order_by("-times", "text")[:READ]
    ]


def clusters(rows: Iterable[Asked]) -> list[Cluster]:
    """`rows` (most frequent first) put together where they share LIKE of their telling words'
    stems, the most frequent cluster first."""
    found: list[tuple[set[tuple[str, ...]], list[Asked]]] = []
    for row in rows:
        words = _stems(row.text)
        for leading, members in found:
            if words and len(words & leading) >= LIKE * len(words | leading):
                members.append(row)
                break
        else:
            found.append((words, [row]))
    made = [Cluster(tuple(members)) for _words, members in found]
    return sorted(made, key=lambda cluster: (-cluster.times, cluster.text))


def _stems(text: str) -> set[tuple[str, ...]]:
    return {stem_of(word) for word in telling(tuple(text.split()))} - {()}
