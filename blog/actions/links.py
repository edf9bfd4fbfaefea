"""Links of published posts, and whether they still lead somewhere."""

from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.fetching import Allowed, NotAsked, Unreachable, ask, is_public
from blog.actions.checks import close_checks, close_rows, open_check
from blog.addresses import addresses_in, own_path, unlinked_in
from blog.enums import Doubt, LinkState
from blog.models import Check, Link, LinkUse, Post
from blog.models.checks import DETAIL_LENGTH, URL_LENGTH
from blog.queries.places import is_there
from blog.queries.posts import kind_of
from blog.rendering import expand_together, texts_of

ELSEWHERE = ("http://", "https://")
# One server is asked for no more than so many of our links in a round.
A_ROUND, OF_A_HOST = 30, 3
# Those that lead to us ask nobody, and cost a few queries each.
OURS = 500
# Among so many that are due, lest one server with many links keep the others waiting.
LOOKED_AT = 5_000
GOOD_FOR, AGAIN = timedelta(days=7), timedelta(days=1)
# A server may be away for a while; after so many days in a row it leads nowhere.
MOST_FAILURES = 3


def note_links(post: Post) -> None:
    """Keep which addresses a published post leads to, our own too; the caller holds the transaction."""
    found = {whole(url) for url in addresses_in(post.rendering.html)}
    urls = sorted(url for url in found if url and len(url) <= URL_LENGTH)
    Link.objects.bulk_create([Link(url=url) for url in urls], ignore_conflicts=True)
    links = list(Link.objects.filter(url__in=urls).values_list("pk", flat=True))
    LinkUse.objects.filter(post=post).exclude(link__in=links).delete()
    lost = _lost(post)
    kept = [words[:DETAIL_LENGTH] for words in (*urls, *lost)]
    gone = Check.objects.filter(post=post, doubt=Doubt.LINK).exclude(detail__in=kept)
    close_rows(post, gone)
    for link in Link.objects.filter(pk__in=links, state=LinkState.BROKEN):
        open_check(post, Doubt.LINK, detail=link.url)
    for words in lost:
        open_check(post, Doubt.LINK, detail=words)
    LinkUse.objects.bulk_create(
        [LinkUse(post=post, link_id=pk) for pk in links], ignore_conflicts=True
    )


def _lost(post: Post) -> list[str]:
    """Words that lead to a page or a document which is not for everybody, or is gone: what readers
    see of them is no link."""
    texts = [text for text in texts_of(kind_of(post)) if "linktype=" in text]
    return unlinked_in("".join(expand_together(texts))) if texts else []


def whole(url: str) -> str:
    """An address with its host and without its anchor, one of ours also without what is asked of it;
    "" for what leads to no page."""
    url = url.split("#", maxsplit=1)[0]
    if url.startswith("/") and not url.startswith("//"):
        url = f"{settings.SITE_URL}{url}"
    if not url.startswith(ELSEWHERE):
        return ""
    is_ours = own_path(url) is not None
    return f"{settings.SITE_URL}{urlsplit(url).path or '/'}" if is_ours else url


def look_at_links(*, at: datetime | None = None, allowed: Allowed = is_public) -> int:
    """Ask some of the links that are due, a few of each server; returns how many were asked. Nothing
    is asked inside a transaction, and what is killed on its way is asked again."""
    at = at or timezone.now()
    due = Link.objects.filter(next_try_at__lte=at, uses__isnull=False).distinct()
    asked: Counter[str] = Counter()
    ours = elsewhere = 0
    for link in due.order_by("next_try_at", "pk")[:LOOKED_AT]:
        if (path := own_path(link.url)) is not None:
            if ours < OURS:
                ours += 1
                state = LinkState.GOOD if is_there(path) else LinkState.BROKEN
                _keep(link, state, "here", at=at, at_once=True)
            continue
        host = urlsplit(link.url).hostname or ""
        if elsewhere >= A_ROUND or asked[host] >= OF_A_HOST:
            continue
        asked[host] += 1
        elsewhere += 1
        _keep(link, *_found(link.url, allowed), at=at)
    return ours + elsewhere


def _found(url: str, allowed: Allowed) -> tuple[LinkState, str]:
    try:
        answer = ask(url, allowed=allowed)
    except NotAsked as error:
        return LinkState.UNKNOWN, str(error)
    except Unreachable as error:
        return LinkState.BROKEN, str(error)
    if answer.status in (404, 410):
        return LinkState.BROKEN, str(answer.status)
    # Others may be for machines alone: too many, sign in first, a fault of today.
    return (LinkState.GOOD if answer.status < 400 else LinkState.UNKNOWN), str(answer.status)


def _keep(link: Link, state: LinkState, said: str, *, at: datetime, at_once: bool = False) -> None:
    """`at_once` for what is broken when it is found so: nobody is away for a while here."""
    failures = link.failures + 1 if state == LinkState.BROKEN else 0
    is_broken = failures >= (1 if at_once else MOST_FAILURES)
    with transaction.atomic():
        Link.objects.filter(pk=link.pk).update(
            state=state if state != LinkState.BROKEN or is_broken else LinkState.WAITING,
            said=said[:DETAIL_LENGTH],
            failures=failures,
            checked_at=at,
            next_try_at=at + (AGAIN if state == LinkState.BROKEN or at_once else GOOD_FOR),
        )
        for use in LinkUse.objects.filter(link=link).select_related("post"):
            if is_broken:
                open_check(use.post, Doubt.LINK, detail=link.url, at=at)
            elif state == LinkState.GOOD:
                close_checks(use.post, [Doubt.LINK], detail=link.url)
