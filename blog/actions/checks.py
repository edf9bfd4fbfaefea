"""Doubts about posts: opened by what happened to their sources, their links, the product and their
readers; settled by a person, or because the cause went away."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts.actions.notifications import notify
from accounts.bells import ring_after_commit
from accounts.enums import NotificationKind
from accounts.models import Member
from blog.actions.backlinks import note_backlinks
from blog.actions.effects import is_shown, settle_sources_of
from blog.enums import Doubt, Status
from blog.models import Announcement, Check, HowTo, Post, Release, Rendering, Settling, Source
from blog.models.checks import DETAIL_LENGTH
from blog.permissions import check_can_settle_check
from blog.queries.posts import live_posts
from forum.models import Thread

# Which doubts come and go with a source.
OF_SOURCES = frozenset({Doubt.UNSOLVED, Doubt.EDITED, Doubt.OUTVOTED, Doubt.GONE})
# Fewer words say nothing of a post; a share that fell by this is worth a look.
ENOUGH_WORDS = 10
FELL_BY = 0.15
FEEDBACK_DAYS = timedelta(days=30)
REVIEW_AGAIN = timedelta(days=180)
BATCH = 200
BELL = "blog.look_at_threads"
WITH_SOURCE = ("howto__rendering", "thread", "reply__author", "reply__thread")


def digest_of(source: str) -> str:
    """What tells two states of an answer's text apart."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def open_check(post: Post, doubt: Doubt, *, detail: str = "", at: datetime | None = None) -> bool:
    """Ask the author to look at a post again; once, also when somebody did, as long as the cause is
    there. Returns whether it is new."""
    at = at or timezone.now()
    with transaction.atomic():
        same = Check.objects.filter(post=post, doubt=doubt, detail=detail[:DETAIL_LENGTH])
        if same.filter(is_known=True).exists():
            return False
        check, is_new = Check.objects.get_or_create(
            post=post,
            doubt=doubt,
            detail=detail[:DETAIL_LENGTH],
            settled_at=None,
            defaults={"opened_at": at},
        )
        if is_new:
            _count(post.pk)
            _tell(check, at=at)
    return is_new


def close_checks(post: Post, doubts: Iterable[Doubt], *, detail: str | None = None) -> int:
    """The cause went away, so nobody needs to look. `detail` narrows it to one cause."""
    rows = Check.objects.filter(post=post, doubt__in=list(doubts))
    if detail is not None:
        rows = rows.filter(detail=detail[:DETAIL_LENGTH])
    return close_rows(post, rows)


def close_rows(post: Post, rows: QuerySet[Check]) -> int:
    """The same for these doubts about a post: what is open is closed, and what somebody looked at may
    be asked about again."""
    with transaction.atomic():
        rows.filter(is_known=True).update(is_known=False)
        closed = rows.filter(settled_at=None).update(settled_at=timezone.now())
        if closed:
            _count(post.pk)
    return closed


def settle_check(check: Check, *, by: Member, at: datetime | None = None) -> None:
    """Somebody looked at the post, and it is right as it stands: its cause is known from then on. The
    next day of review is REVIEW_AGAIN later. Raises Refusal."""
    check_can_settle_check(by, check)
    at = at or timezone.now()
    with transaction.atomic():
        held = Check.objects.select_for_update().filter(pk=check.pk, settled_at=None).first()
        if held is None:
            return
        is_known = held.doubt not in (Doubt.EDITED, Doubt.DUE)
        Check.objects.filter(pk=held.pk).update(settled_at=at, settled_by=by, is_known=is_known)
        if held.doubt == Doubt.EDITED:
            for source in Source.objects.filter(howto=held.post_id).select_related("reply"):
                if source.reply is not None:
                    digest = digest_of(source.reply.source)
                    Source.objects.filter(pk=source.pk).update(digest=digest)
        if held.doubt == Doubt.DUE:
            next_day = (at + REVIEW_AGAIN).date()
            Post.objects.filter(pk=held.post_id, review_on__lte=at.date()).update(
                review_on=next_day
            )
        _count(held.post_id)


def note_threads(thread_ids: Iterable[int]) -> None:
    """These are to be looked at: a task does. The caller holds the transaction."""
    rows = [Settling(thread_id=pk) for pk in thread_ids]
    if rows:
        Settling.objects.bulk_create(rows)
        ring_after_commit(BELL)


def look_at_threads(*, limit: int = BATCH) -> int:
    """Work out what changed threads mean to the how-tos made of them and to the posts that they link
    to; returns how many changes there were."""
    rows = list(Settling.objects.order_by("pk")[:limit])
    for thread in sorted({row.thread_id for row in rows}):
        with transaction.atomic():
            # Who looks at the same thread at the same time reads what stands then.
            Thread.objects.select_for_update().filter(pk=thread).first()
            for source in Source.objects.filter(thread=thread).select_related(*WITH_SOURCE):
                _look_at(source)
            note_backlinks(thread)
    Settling.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _look_at(source: Source) -> None:
    settle_sources_of([source])
    if not (source.is_published and is_shown(source.howto)):
        return
    found, detail = _doubts(source), source.thread.title
    for doubt in sorted(found):
        open_check(source.howto, doubt, detail=detail)
    close_checks(source.howto, OF_SOURCES - found, detail=detail)
    titles = source.howto.sources.values_list("thread__title", flat=True)
    # What was said of a thread by a title that it has no more.
    rows = Check.objects.filter(post=source.howto_id, doubt__in=OF_SOURCES)
    close_rows(source.howto, rows.exclude(detail__in=[title[:DETAIL_LENGTH] for title in titles]))


def _doubts(source: Source) -> set[Doubt]:
    thread, reply = source.thread, source.reply
    if thread.deleted_at is not None or reply is None or reply.deleted_at is not None:
        return {Doubt.GONE}
    found = set()
    if thread.solution_id != reply.pk:
        found.add(Doubt.UNSOLVED)
    if source.digest and source.digest != digest_of(reply.source):
        found.add(Doubt.EDITED)
    if reply.unhelpful_count > reply.helpful_count:
        found.add(Doubt.OUTVOTED)
    return found


def look_at_calendar(*, at: datetime | None = None) -> int:
    """What time brings: days of review, promised news that did not come, newer versions of the
    product, readers who are helped less. Returns how many doubts are new."""
    at = at or timezone.now()
    due = live_posts().filter(review_on__lte=at.date())
    late = Announcement.objects.exclude(status=Status.CLOSED).filter(next_update_at__lt=at)
    late = late.filter(pk__in=live_posts().values("pk"))
    found = {
        Doubt.DUE: [(post, "") for post in due],
        Doubt.LATE: [(post, "") for post in late],
        Doubt.RELEASE: _out_of_date(at),
        Doubt.UNHELPFUL: [(post, "") for post in _falling(at)],
    }
    return sum(_keep_to(doubt, rows, at=at) for doubt, rows in found.items())


def _keep_to(doubt: Doubt, found: Sequence[tuple[Post, str]], *, at: datetime) -> int:
    """Open what is in doubt for this reason, and close what no longer is; returns how many are new."""
    new = sum(open_check(post, doubt, detail=detail, at=at) for post, detail in found)
    standing = {(post.pk, detail) for post, detail in found}
    rows = Check.objects.filter(doubt=doubt).filter(Q(settled_at=None) | Q(is_known=True))
    for check in rows.select_related("post"):
        if (check.post_id, check.detail) not in standing:
            close_checks(check.post, [doubt], detail=check.detail)
    return new


def _out_of_date(at: datetime) -> list[tuple[Post, str]]:
    """How-tos that name a version, and not the newest one of that product."""
    newest: dict[str, Release] = {}
    for release in Release.objects.filter(released_on__lte=at.date()).order_by("released_on", "pk"):
        newest[release.product] = release
    found: list[tuple[Post, str]] = []
    live = live_posts().values("pk")
    for howto in HowTo.objects.filter(pk__in=live).prefetch_related("releases"):
        tested = {release.pk: release.product for release in howto.releases.all()}
        for product in sorted(set(tested.values())):
            if product in newest and newest[product].pk not in tested:
                found.append((howto, str(newest[product])))
    return found


def _falling(at: datetime) -> list[Post]:
    """Posts of which readers of the last days say less good of this edition than readers before."""
    this = Q(feedback__edition=F("rendering__edition"))
    recent = this & Q(feedback__at__gte=at - FEEDBACK_DAYS)
    before = this & Q(feedback__at__lt=at - FEEDBACK_DAYS)
    good = Q(feedback__is_helpful=True)
    posts = live_posts().annotate(
        now=Count("feedback", filter=recent),
        now_good=Count("feedback", filter=recent & good),
        before=Count("feedback", filter=before),
        before_good=Count("feedback", filter=before & good),
    )
    posts = posts.filter(now__gte=ENOUGH_WORDS, before__gte=ENOUGH_WORDS)
    return [
        post
        for post in posts
        if post.before_good / post.before - post.now_good / post.now >= FELL_BY
    ]


def _count(post: int) -> None:
    count = Check.objects.filter(post=post, settled_at=None).count()
    Rendering.objects.filter(post=post).update(doubts=count)


def _tell(check: Check, *, at: datetime) -> None:
    post = check.post
    notify(
        post.author,
        kind=NotificationKind.CHECK,
        event=f"check:{check.pk}",
        source_kind="post",
        source_id=post.pk,
        actor=None,
        title=post.title,
        words=f"{check.get_doubt_display()} {check.detail}".strip(),
        url="/desk/howtos/",
        at=at,
    )
