"""Gathering what has one cause, and telling everybody who has it when it is fixed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import NotificationKind
from accounts.models import Member
from accounts.providers import readers_of
from accounts.refusals import Refusal
from ambassadors.actions.steps import desk_moved
from ambassadors.actions.telling import tell_each
from ambassadors.desk import desk_changed
from ambassadors.models import Issue, IssuePart, IssueState, Item
from ambassadors.models.issues import OVER, patterns_of
from ambassadors.permissions import check_can_use_desk
from ambassadors.queries.issues import threads_of
from blog.models import Announcement
from forum.models import MeToo

MOST_TOLD = 10_000


def write_issue(
    *,
    by: Member,
    name: str,
    state: str = IssueState.HOT,
    answer: str = "",
    is_incident: bool = False,
    words: str = "",
    post: Announcement | None = None,
    issue: Issue | None = None,
    at: datetime | None = None,
) -> Issue:
    """Open an issue, or say something else of one. When it comes to be fixed, everybody who asked one of
    its threads or has it too is told, once. Raises Refusal for whoever is not of the company, a name
    or state that is none, an incident without words or that is over, and a fix of which nothing is
    said."""
    at, name = at or timezone.now(), " ".join(name.split())
    check_can_use_desk(by)
    _check(name, state, answer, words, is_incident=is_incident)
    with transaction.atomic():
        made = Issue(by=by, at=at) if issue is None else _held(issue)
        was_over = issue is not None and made.is_over
        made.name, made.state, made.answer, made.words = name, state, answer.strip(), words.strip()
        made.is_incident, made.post, made.changed_at = is_incident, post, at
        made.save()
        desk_changed()
        if made.state == IssueState.FIXED and not was_over:
            _tell_fixed(made, by=by, at=at)
    return made


def _held(issue: Issue) -> Issue:
    return Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)


def _check(name: str, state: str, answer: str, words: str, *, is_incident: bool) -> None:
    if not name:
        raise Refusal(_("Please give the issue a name."))
    if state not in IssueState.values:
        raise Refusal(_("Please choose where it stands."))
    if is_incident and state in OVER:
        raise Refusal(_("An incident is not over: end it first."))
    if is_incident and not patterns_of(words):
        raise Refusal(_("An incident needs words by which its messages are known."))
    if state in OVER and not answer.strip():
        raise Refusal(_("Please write what we say of it: people read it."))


def put_to_issue(item: Item, issue: Issue, *, by: Member, at: datetime | None = None) -> None:
    """The item is about this issue and no other. Raises Refusal."""
    check_can_use_desk(by)
    with transaction.atomic():
        said = {"issue": issue, "by": by, "at": at or timezone.now()}
        IssuePart.objects.update_or_create(item=item, defaults=said)
        desk_moved()


def take_from_issue(item: Item, *, by: Member) -> None:
    """It is about no issue."""
    check_can_use_desk(by)
    IssuePart.objects.filter(item=item).delete()


def gather(
    items: Sequence[tuple[Item, Iterable[str]]],
    incidents: Iterable[tuple[int, tuple[frozenset[str], ...]]],
    *,
    at: datetime,
) -> int:
    """Put new items to incidents by their words, each to the first that fits; returns how many were.
    Part of taking messages in."""
    known = list(incidents)
    rows = []
    for item, words in items if known else ():
        said = frozenset(words)
        fits = (pk for pk, patterns in known if any(wanted <= said for wanted in patterns))
        if (pk := next(fits, None)) is not None:
            rows.append(IssuePart(issue_id=pk, item=item, at=at))
    IssuePart.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _tell_fixed(issue: Issue, *, by: Member, at: datetime) -> None:
    for thread in threads_of(issue):
        me_too = MeToo.objects.filter(thread=thread).values("member")
        whom = Member.objects.filter(Q(pk__in=me_too) | Q(pk=thread.author_id))
        source, title = ("thread", thread.pk), thread.title

        def said(title: str = title) -> tuple[str, str]:
            return title, _("Fixed: %(answer)s") % {"answer": issue.answer}

        tell_each(
            readers_of(source, whom)[:MOST_TOLD],
            event=f"issue:{issue.pk}:{thread.pk}",
            source=source,
            url=thread.get_absolute_url(),
            said=said,
            by=by,
            at=at,
            kind=NotificationKind.STATE,
        )
