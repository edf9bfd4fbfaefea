"""Doubts about posts: opened by what happened to their sources, their links, the product and their
readers; settled by a person, or because the cause went away."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.actions.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import Member
from blog.actions.backlinks import note_backlinks
from blog.actions.effects import is_shown, settle_sources_of
from blog.enums import Doubt
from blog.models import Check, HowTo, Post, Release, Rendering, Settling, Source
from blog.models.checks import DETAIL_LENGTH
from blog.permissions import check_can_settle_check
from blog.queries.posts import live_posts

# Which doubts come and go with a source.
OF_SOURCES = frozenset({Doubt.UNSOLVED, Doubt.EDITED, Doubt.OUTVOTED, Doubt.GONE})
# Fewer words say nothing of a post; a share that fell by this is worth a look.
ENOUGH_WORDS = 10
FELL_BY = 0.15
FEEDBACK_DAYS = timedelta(days=30)
BATCH = 200
WITH_SOURCE = ("howto__rendering", "thread", "reply__author", "reply__thread")


def digest_of(source: str) -> str:
    """What tells two states of an answer's text apart."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def open_check(post: Post, doubt: Doubt, *, detail: str = "", at: datetime | None = None) -> bool:
    """Ask the author to look at a post again; once, until somebody did. Returns whether it is new."""
    at = at or timezone.now()
    with transaction.atomic():
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
    with transaction.atomic():
        rows = Check.objects.filter(post=post, doubt__in=list(doubts), settled_at=None)
        if detail is not None:
            rows = rows.filter(detail=detail[:DETAIL_LENGTH])
        closed = rows.update(settled_at=timezone.now())
        if closed:
            _count(post.pk)
    return closed


def settle_check(check: Check, *, by: Member, at: datetime | None = None) -> None:
    """Somebody looked at the post, and it is right as it stands. What was edited is known from then
    on, and a day of review is asked for anew. Raises Refusal."""
    check_can_settle_check(by, check)
    with transaction.atomic():
        held = Check.objects.select_for_update().filter(pk=check.pk, settled_at=None).first()
        if held is None:
            return
        Check.objects.filter(pk=held.pk).update(settled_at=at or timezone.now(), settled_by=by)
        if held.doubt == Doubt.EDITED:
            for source in Source.objects.filter(howto=held.post_id).select_related("reply"):
                if source.reply is not None:
                    digest = digest_of(source.reply.source)
                    Source.objects.filter(pk=source.pk).update(digest=digest)
        if held.doubt == Doubt.DUE:
            Post.objects.filter(pk=held.post_id).update(review_on=None)
        _count(held.post_id)


def look_at_threads(*, limit: int = BATCH) -> int:
    """Work out what changed threads mean to the how-tos made of them and to the posts that they link
    to; returns how many changes there were."""
    rows = list(Settling.objects.order_by("pk")[:limit])
    sources = Source.objects.filter(thread__in={row.thread_id for row in rows})
    for source in sources.select_related(*WITH_SOURCE):
        with transaction.atomic():
            _look_at(source)
    for thread in sorted({row.thread_id for row in rows}):
        note_backlinks(thread)
    Settling.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _look_at(source: Source) -> None:
    settle_sources_of([source])
    if not is_shown(source.howto):
        return
    found, detail = _doubts(source), source.thread.title
    for doubt in sorted(found):
        open_check(source.howto, doubt, detail=detail)
    close_checks(source.howto, OF_SOURCES - found, detail=detail)


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
    """What time brings: days of review, newer versions of the product, readers who are helped less.
    Returns how many doubts are new."""
    at = at or timezone.now()
    due = live_posts().filter(review_on__lte=at.date())
    new = sum(open_check(post, Doubt.DUE, at=at) for post in due)
    for howto, name in _out_of_date():
        new += open_check(howto, Doubt.RELEASE, detail=name, at=at)
    return new + sum(open_check(post, Doubt.UNHELPFUL, at=at) for post in _falling(at))


def _out_of_date() -> list[tuple[HowTo, str]]:
    """How-tos that name a version, and not the newest one of that product."""
    newest: dict[str, Release] = {}
    for release in Release.objects.order_by("released_on", "pk"):
        newest[release.product] = release
    found = []
    live = live_posts().values("pk")
    for howto in HowTo.objects.filter(pk__in=live).prefetch_related("releases"):
        tested = {release.pk: release.product for release in howto.releases.all()}
        for product in sorted(set(tested.values())):
            if newest[product].pk not in tested:
                found.append((howto, str(newest[product])))
    return found


def _falling(at: datetime) -> list[Post]:
    """Posts of which readers of the last days say less good than readers before."""
    recent = Q(feedback__at__gte=at - FEEDBACK_DAYS)
    good = Q(feedback__is_helpful=True)
    posts = live_posts().annotate(
        now=Count("feedback", filter=recent),
        now_good=Count("feedback", filter=recent & good),
        before=Count("feedback", filter=~recent),
        before_good=Count("feedback", filter=~recent & good),
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
