"""The inbox: what a member was told, gathered by what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from accounts.models import Member, Notification
from accounts.providers import still_visible
from accounts.queries.mutes import of_muted

PAGE = 20


@dataclass(frozen=True)
class Group:
    """All that was told of one source: the newest note, how many there are and how many are new."""

    newest: Notification
    total: int
    unread: int


@dataclass(frozen=True)
class InboxPage:
    groups: Sequence[Group]
    next: int | None


def inbox_page(member: Member, *, only_new: bool = False, after: int = 0) -> InboxPage:
    """A page of the inbox, newest first; `after` is the id that the page before ended with.

    What the member may no longer see is left out, so a page may hold fewer groups than PAGE. Three
    queries, and those of the visibility doors: one for each kind of source.
    """
    told = Notification.objects.filter(member=member, withdrawn_at=None).exclude(of_muted(member))
    rows = (
        told.values("source_kind", "source_id")
        .annotate(newest=Max("pk"), total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
        .order_by("-newest")
    )
    rows = rows.filter(unread__gt=0) if only_new else rows
    found = list((rows.filter(newest__lt=after) if after else rows)[: PAGE + 1])
    page, more = found[:PAGE], len(found) > PAGE
    seen = still_visible(member, {(row["source_kind"], row["source_id"]) for row in page})
    notes = told.select_related("actor").in_bulk([row["newest"] for row in page])
    groups = [
        Group(notes[row["newest"]], row["total"], row["unread"])
        for row in page
        if (row["source_kind"], row["source_id"]) in seen
    ]
    return InboxPage(groups, page[-1]["newest"] if more else None)


def unread_for(member: Member, source_kind: str, source_id: int) -> bool:
    """Whether something new was told of one source."""
    return Notification.objects.filter(
        member=member, source_kind=source_kind, source_id=source_id, read_at=None, withdrawn_at=None
    ).exists()
