"""What the search for rings looks at, out of the ledger and what the forum told; and what it found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.keyset import after_key, key_of
from accounts.models import Member
from accounts.providers import Viewer
from reputation.enums import CAPPED, FindingState, TraceKind
from reputation.models import Appeal, Award, Finding, RingRun, RingThresholds, Source, Trace
from reputation.rings.inputs import Key, Post, Seen, Vote
from reputation.rings.thresholds import DEFAULTS, Thresholds, checked

# Votes may go to older posts than the votes that are looked at.
OLDER = timedelta(weeks=52)
PAGE = 20
BATCH = 2_000
KINDS = ("thread", "reply")


def thresholds_now() -> tuple[int, Thresholds]:
    """The thresholds as they hold, and their number."""
    row = RingThresholds.objects.first()
    return (row.number, checked(row.data)) if row else (0, DEFAULTS)


# What was seen ----------------------------------------------------------------------------------
def seen_until(at: datetime, *, weeks: int) -> Seen:
    """What the community did in so many weeks up to a moment. Votes that came as a number have no
    voter, and are no part of it."""
    since = at - timedelta(weeks=weeks)
    votes = list(votes_since(since, until=at))
    members = Member.objects.filter(pk__in={vote.voter for vote in votes})
    return Seen(
        posts=list(exposures_since(since - OLDER)),
        votes=votes,
        groups=_groups(),
        born={pk: _seconds(joined) for pk, joined in members.values_list("pk", "date_joined")},
        digests=_digests(),
    )


def votes_since(since: datetime, *, until: datetime) -> Iterator[Vote]:
    """Each vote, whether it stands or was taken back. What the ledger turned by itself, because a
    post went and came or points waited, has its moment and is the same vote. Votes from before a
    pair was cleared, or its points were reversed, were looked at."""
    rows = Award.objects.filter(rule__in=CAPPED, reverses=None, at__gte=since, at__lte=until)
    rows = rows.exclude(counterpart=None).filter(post_kind__in=KINDS)
    cleared = _cleared()
    fields = ("counterpart_id", "member_id", "post_kind", "post_id", "source_id", "at")
    for voter, author, kind, post, _cause, when in rows.values_list(*fields).distinct().iterator():
        looked = cleared.get((voter, author))
        if looked is None or when > looked:
            yield Vote(voter, _key(kind, post), _seconds(when))


def _cleared() -> dict[tuple[int, int], datetime]:
    rows = Finding.objects.filter(state__in=[FindingState.CLEARED, FindingState.REVERSED])
    rows = rows.order_by("decided_at")
    found = rows.values_list("voter_id", "author_id", "decided_at")
    return {(voter, author): at for voter, author, at in found if at is not None}


def exposures_since(since: datetime) -> Iterator[Post]:
    """What there was to see: each post with its place."""
    rows = Source.objects.filter(at__gte=since, kind__in=KINDS).select_related("place")
    for row in rows.order_by("pk").iterator(BATCH):
        place, opens = row.place, row.kind == "thread"
        yield Post(
            _key(row.kind, row.post_id),
            row.author_id,
            place.board_id,
            _seconds(row.at),
            thread=0 if opens else place.thread_id,
            asker=None if opens else place.asker_id,
            tags=tuple(str(tag) for tag in place.tags),
            audience=frozenset(int(pk) for pk in place.audience.split(",") if pk.isdigit()),
        )


def _key(kind: str, post_id: int) -> Key:
    """Threads and replies are numbered apart."""
    return post_id * len(KINDS) + KINDS.index(kind)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _groups() -> dict[Key, frozenset[Key]]:
    found: dict[Key, set[Key]] = defaultdict(set)
    for member, group in Member.groups.through.objects.values_list("member_id", "group_id"):
        found[member].add(group)
    return {member: frozenset(groups) for member, groups in found.items()}


def _digests() -> dict[Key, frozenset[str]]:
    """Networks and devices of a member, each network with each device of the same month: either
    alone is half the town's."""
    found: dict[Key, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for member, kind, digest, at in Trace.objects.values_list("member_id", "kind", "digest", "at"):
        found[member][f"{at:%Y-%m}", kind].add(digest)
    return {
        member: frozenset(
            f"{network}{device}"
            for (month, kind), networks in by_month.items()
            if kind == TraceKind.NETWORK
            for network in networks
            for device in by_month.get((month, TraceKind.DEVICE), ())
        )
        for member, by_month in ((member, dict(kept)) for member, kept in found.items())
    }


# What was found -----------------------------------------------------------------------------------
@dataclass
class Group:
    """Findings of one group of a run, and who is in it."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def first(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True)
class RingPage:
    groups: Sequence[Group]
    next: str


def findings() -> QuerySet[Finding]:
    return Finding.objects.select_related("voter", "author", "decided_by", "run")


def _with_part_of(viewer: Member, *, run: str, cluster: str) -> Exists:
    """Whether a row's group has a finding that names the viewer: who voted for them, nobody learns
    from the company's pages."""
    same = Finding.objects.filter(run=OuterRef(run), cluster=OuterRef(cluster))
    return Exists(same.filter(Q(voter=viewer) | Q(author=viewer)))


def ring_page(viewer: Member, *, show: str, after: str) -> RingPage:
    """A page of findings, gathered by group: those that wait, or those that were decided, without
    the groups that the viewer is in. Raises Http404 for another `show`, or an `after` that is none."""
    shows = {
        "waiting": (FindingState.OPEN, FindingState.HELD),
        "decided": (FindingState.REVERSED, FindingState.CLEARED),
    }
    if show not in shows:
        raise Http404
    own = _with_part_of(viewer, run="run", cluster="cluster")
    rows = after_key(findings().filter(~own, state__in=shows[show]), "at", after)
    found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
    groups: dict[tuple[int, int], Group] = defaultdict(Group)
    for row in found[:PAGE]:
        groups[row.run_id, row.cluster].findings.append(row)
    more = key_of(found[PAGE - 1], "at") if len(found) > PAGE else ""
    return RingPage(list(groups.values()), more)


def get_finding(pk: int) -> Finding:
    """Raises Http404."""
    found = findings().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def get_others_finding(viewer: Member, pk: int) -> Finding:
    """A finding for those whom nothing of its group concerns. Raises Http404 for the others."""
    found = get_finding(pk)
    if any(viewer.pk in (one.voter_id, one.author_id) for one in group_of(found)):
        raise Http404
    return found


def get_own_finding(viewer: Viewer, pk: int) -> Finding:
    """A finding for whom it concerns. Raises Http404 for everybody else."""
    found = get_finding(pk)
    if not isinstance(viewer, Member) or viewer.pk not in (found.voter_id, found.author_id):
        raise Http404
    return found


def group_of(finding: Finding) -> list[Finding]:
    """All findings of its group."""
    rows = findings().filter(run=finding.run_id, cluster=finding.cluster)
    return list(rows.order_by("author_id", "voter_id", "pk"))


def appeals_of(rows: Sequence[Finding]) -> list[Appeal]:
    """What was said to these findings, those that wait for an answer first."""
    found = Appeal.objects.filter(finding__in=rows).select_related("by", "answered_by", "finding")
    return sorted(found, key=lambda appeal: (appeal.answered_at is not None, -appeal.pk))


def own_appeals(finding: Finding, member: Member) -> QuerySet[Appeal]:
    return Appeal.objects.filter(finding=finding, by=member).order_by("-at", "-pk")


def open_appeals(viewer: Member) -> QuerySet[Appeal]:
    """Appeals that wait, oldest first, without those of groups that the viewer is in."""
    own = _with_part_of(viewer, run="finding__run", cluster="finding__cluster")
    rows = Appeal.objects.filter(~own, answered_at=None).select_related("by", "finding")
    return rows.order_by("at", "pk")


def get_appeal(viewer: Member, pk: int) -> Appeal:
    """Raises Http404, also for those whom its group concerns."""
    rows = Appeal.objects.select_related("finding")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    get_others_finding(viewer, found.finding_id)
    return found


def last_run() -> RingRun | None:
    return RingRun.objects.order_by("-at", "-pk").first()
