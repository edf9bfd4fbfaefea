"""Searching for vote rings, and deciding what was found. Nothing is deleted: points wait, or are
taken back by rows of the ledger, and come back by rows of the ledger."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.actions.notifications import notify_many
from accounts.bells import ring_after_commit
from accounts.enums import NotificationKind
from accounts.models import Member
from accounts.permissions import check_is_company
from accounts.refusals import Refusal
from accounts.versions import bump
from reputation.actions.ledger import hold_members, turn_pair
from reputation.enums import FindingState, Why
from reputation.models import Finding, RingRun
from reputation.models.rings import REASON_LENGTH
from reputation.permissions import check_can_decide
from reputation.queries.held import held_pairs
from reputation.queries.rings import seen_until, thresholds_now
from reputation.rings.detect import find_rings
from reputation.rings.inputs import Cluster, Pair

VERSION = "rings"
BLOCKED = timedelta(days=90)
WAITING = (FindingState.OPEN, FindingState.HELD)
WHY = {
    FindingState.HELD: Why.HELD,
    FindingState.REVERSED: Why.RING,
    FindingState.CLEARED: Why.CLEARED,
}
VERBS = {
    FindingState.HELD: "ring_hold",
    FindingState.REVERSED: "ring_reverse",
    FindingState.CLEARED: "ring_clear",
}


def ask_for_ring_check(*, by: Member) -> None:
    """Have the worker search soon. Raises Refusal."""
    check_is_company(by)
    with transaction.atomic():
        note_act("ring_check", by=by, object_kind="ring_run", object_id=0)
        ring_after_commit("reputation.check_rings")


def run_ring_check(*, at: datetime | None = None) -> RingRun:
    """Search now. What was found before and waits gets the new evidence; what is new opens a
    finding, and both sides are told."""
    at, (number, use) = at or timezone.now(), thresholds_now()
    seen = seen_until(at, weeks=use.weeks)
    clusters = find_rings(seen, use)
    with transaction.atomic():
        # A second search that ends at the same time waits here.
        bump(VERSION)
        run = RingRun.objects.create(at=at, thresholds=number, votes=len(seen.votes))
        _hold([pair for cluster in clusters for pair in cluster.pairs])
        for place, cluster in enumerate(clusters, start=1):
            run.pairs += _keep(run, place, cluster, minutes=use.quick_minutes, at=at)
        run.save(update_fields=["pairs"])
    return run


def _hold(pairs: Sequence[Pair]) -> None:
    """Findings that wait first and authors then, each in the order of their ids, as whoever decides or
    settles holds them."""
    authors, voters = {pair.author for pair in pairs}, {pair.voter for pair in pairs}
    rows = Finding.objects.filter(state__in=WAITING, author__in=authors, voter__in=voters)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    hold_members(authors)


def _keep(run: RingRun, place: int, cluster: Cluster, *, minutes: int, at: datetime) -> int:
    """Write down the pairs of a cluster, whose authors are held; returns how many are looked at or wait
    to be."""
    kept = 0
    for pair in sorted(cluster.pairs, key=lambda pair: (pair.author, pair.voter)):
        rows = Finding.objects.filter(voter=pair.voter, author=pair.author)
        evidence = evidence_of(pair, cluster, minutes=minutes)
        where = {"run": run, "cluster": place, "evidence": evidence}
        if rows.filter(state__in=WAITING).update(**where):
            kept += 1
        elif not rows.filter(blocked_until__gt=at).exists():
            found = Finding.objects.create(
                voter_id=pair.voter, author_id=pair.author, at=at, **where
            )
            tell_both(found, at=at)
            kept += 1
    return kept


def evidence_of(pair: Pair, cluster: Cluster, *, minutes: int) -> dict[str, Any]:
    """The figures that speak for a finding, as JSON; votes within so many `minutes` are quick."""
    figures = asdict(pair)
    del figures["voter"], figures["author"]
    figures["share"] = round(pair.share, 4)
    figures["surprise"] = min(round(pair.surprise, 1), 1e6)
    group = {"signs": list(cluster.signs), "members": len(cluster.members)}
    return {**figures, **group, "minutes": minutes}


def decide_finding(
    finding: Finding, *, state: str, by: Member, reason: str, at: datetime | None = None
) -> Finding:
    """Hold or reverse what the votes of a pair brought, or let it count again; with a reason, which
    goes to the audit log and to nobody else. The same again changes nothing. Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:REASON_LENGTH]
    with transaction.atomic():
        found = Finding.objects.select_for_update().get(pk=finding.pk)
        check_can_decide(by, found, state, reason)
        if found.state == state:
            return found
        before = {"was": found.state, "became": state}
        hold_members({found.author_id})
        found.state, found.reason, found.decided_by, found.decided_at = state, reason, by, at
        found.blocked_until = at + BLOCKED if state == FindingState.REVERSED else None
        _check_alone(found)
        found.save()
        _move_points(found, at=at)
        note_act(
            VERBS[FindingState(state)],
            by=by,
            object_kind="finding",
            object_id=found.pk,
            url=found.get_absolute_url(),
            reason=reason,
            before=before,
            at=at,
        )
        tell_both(found, at=at)
    return found


def decide_group(finding: Finding, *, state: str, by: Member, reason: str) -> int:
    """The same for all findings of its group that are in the state that it is in; returns how many
    those were. Raises Refusal."""
    with transaction.atomic():
        # A search that is about to give the groups other places is waited for.
        bump(VERSION)
        now = Finding.objects.get(pk=finding.pk)
        rows = Finding.objects.filter(run=now.run_id, cluster=now.cluster, state=now.state)
        # All findings and all authors before the first is decided: another may hold them too.
        found = list(rows.select_for_update().order_by("pk"))
        hold_members({one.author_id for one in found})
        for one in found:
            decide_finding(one, state=state, by=by, reason=reason)
    return len(found)


def _check_alone(finding: Finding) -> None:
    if finding.state not in WAITING:
        return
    others = Finding.objects.filter(voter=finding.voter_id, author=finding.author_id)
    if others.filter(state__in=WAITING).exclude(pk=finding.pk).exists():
        raise Refusal(_("There is a newer finding about these two. Please decide that one."))


def _move_points(finding: Finding, *, at: datetime) -> None:
    """What the pair's votes brought waits, or counts, as the finding says now."""
    voter, author = finding.voter_id, finding.author_id
    why = WHY[FindingState(finding.state)]
    if finding.state != FindingState.CLEARED:
        turn_pair(voter, author, held=True, why=why, at=at)
        return
    # Another finding about the two may still stand.
    left = held_pairs({(voter, author)})
    since = left.get((voter, author))
    if since is not None or not left:
        turn_pair(voter, author, held=False, why=why, at=at, since=since)


def tell_both(finding: Finding, *, at: datetime) -> None:
    """Tell the author that some votes did not look independent, and not whose; and the voter that
    theirs did not: once for each pair and decision, for each may be answered by itself."""
    with translation.override(settings.LANGUAGE_CODE):
        title = told_title(finding.state)
        for side, member in (("author", finding.author_id), ("voter", finding.voter_id)):
            notify_many(
                Member.objects.filter(pk=member),
                kind=NotificationKind.VOTES,
                event=f"ring:{finding.pk}:{side}:{(finding.decided_at or finding.at).timestamp()}",
                source_kind="finding",
                source_id=finding.pk,
                actor=None,
                title=title,
                words=told_words(side),
                url=finding.appeal_url,
                at=at,
            )


def told_title(state: str) -> str:
    """What the page and the notification are headed with."""
    return {
        FindingState.OPEN: _("Some points wait until somebody has looked"),
        FindingState.HELD: _("Some points go on waiting"),
        FindingState.REVERSED: _("Some points were taken back"),
        FindingState.CLEARED: _("We have looked, and all is well"),
    }[FindingState(state)]


def told_words(side: str) -> str:
    """What is said to the author, and to the voter: nobody is accused, and nobody named."""
    if side == "author":
        return _(
            "Some votes for what you wrote did not look independent of each other. That happens in "
            "good faith too. You can tell us how it was."
        )
    return _(
        "Some of your votes did not look independent of each other. That happens in good faith too. "
        "You can tell us how it was."
    )
