"""Issues, with how much was gathered for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404

from accounts.models import Member
from ambassadors.models import Issue, IssuePart, Item
from ambassadors.models.issues import OVER
from ambassadors.queries.queue import visible_items
from forum.models import Thread
from forum.queries.visibility import visible_threads

MOST = 100


@dataclass(frozen=True)
class IssuePage:
    """An issue with the newest of its items, how many there are, and its threads."""

    issue: Issue
    items: Sequence[Item]
    count: int
    threads: Sequence[Thread]


def issues() -> list[Issue]:
    """Those that stand first, each with the number of its parts as `count`. One query."""
    rows = list(Issue.objects.annotate(count=Count("parts")).select_related("by")[:MOST])
    return sorted(rows, key=lambda one: one.is_over)


def open_issues() -> list[Issue]:
    """Those that something may be put to."""
    return list(Issue.objects.exclude(state__in=OVER)[:MOST])


def get_issue(pk: int) -> Issue:
    """Raises Http404."""
    found = Issue.objects.filter(pk=pk).select_related("post", "by").first()
    if found is None:
        raise Http404
    return found


def issue_page(viewer: Member, issue: Issue) -> IssuePage:
    """What the viewer may see of it."""
    rows = visible_items(viewer).filter(issue_part__issue=issue)
    ids = [thread.pk for thread in threads_of(issue)]
    return IssuePage(
        issue,
        list(
            rows.select_related("mention__contact", "thread").order_by("-arrived_at", "-pk")[:MOST]
        ),
        rows.count(),
        list(visible_threads(viewer).filter(pk__in=ids).order_by("-active_at")[:MOST]),
    )


def threads_of(issue: Issue) -> list[Thread]:
    """Threads of the forum that are about it: waiting ones, and those that messages became."""
    parts = IssuePart.objects.filter(issue=issue)
    found = {pk for pk in parts.values_list("item__thread", flat=True) if pk}
    found |= {pk for pk in parts.values_list("item__mention__promotion__thread", flat=True) if pk}
    return list(Thread.objects.filter(pk__in=found, deleted_at=None).order_by("pk"))
