"""Questions that wait for the proof of an address, and the link in the mail that proves it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Member
from accounts.providers import WaitingWords
from accounts.queries import member_by_email
from forum.models import Thread, WaitingThread

SALT = "forum.waiting.link"
# The link in the mail works for a day; the question itself waits for thirty.
LINK_AGE = timedelta(hours=24)
WAITING_AGE = timedelta(days=30)
MOST_IN_A_MAIL = 5


def unposted(*, at: datetime | None = None) -> QuerySet[WaitingThread]:
    """Questions that still wait, newest first."""
    since = (at or timezone.now()) - WAITING_AGE
    return WaitingThread.objects.filter(posted_at=None, created_at__gt=since).order_by("-pk")


def waiting_for_member(member: Member, tokens: Iterable[str] = ()) -> QuerySet[WaitingThread]:
    """What waits for this member's address, or was written in the browser that holds `tokens`."""
    return unposted().filter(Q(email=member.email or "-") | Q(token__in=list(tokens)))


def waiting_in_browser(tokens: Iterable[str]) -> QuerySet[WaitingThread]:
    """What was written in the browser that holds `tokens`."""
    return unposted().filter(token__in=list(tokens))


def name_in_browser(email: str, tokens: Iterable[str]) -> str:
    """How the person at the browser that holds `tokens` last wrote their name; "" where none."""
    row = waiting_in_browser(tokens).filter(email=email.lower()).first()
    return row.display_name if row else ""


def named_in_mail(email: str, *, at: datetime | None = None) -> list[WaitingThread]:
    """What a mail with a code names at this moment: the newest questions within the link's age.
    Asked again later for the same moment, what was posted meanwhile still counts."""
    at = at or timezone.now()
    rows = WaitingThread.objects.filter(Q(posted_at=None) | Q(posted_at__gt=at))
    rows = rows.filter(email=email.lower(), created_at__gt=at - LINK_AGE, created_at__lte=at)
    return list(rows.order_by("-pk")[:MOST_IN_A_MAIL])


def posted_from_browser(member: Member, tokens: Iterable[str]) -> Thread | None:
    """The newest question of this member that was written in the browser that holds `tokens` and
    is posted by now, perhaps from another one."""
    rows = WaitingThread.objects.filter(token__in=list(tokens), thread__author=member)
    row = rows.select_related("thread").order_by("-pk").first()
    return row.thread if row else None


def waiting_words(email: str) -> list[WaitingWords]:
    """Titles and links for the mail with the code, for what was written within the link's age."""
    member = member_by_email(email)
    if member is None or not member.is_active:
        return []
    return [
        WaitingWords(row.title, reverse("forum:ask-confirm", args=[link_token(row, member)]))
        for row in named_in_mail(email)
    ]


def link_token(waiting: WaitingThread, member: Member) -> str:
    """A signed token for one question and one sign-in: dead once the member signed in by any way,
    changed address or password, or the question was posted."""
    return signing.dumps([waiting.pk, _stamp(waiting, member)], salt=SALT)


def _stamp(waiting: WaitingThread, member: Member) -> str:
    last = member.last_login.isoformat() if member.last_login else ""
    known = f"{waiting.pk}|{waiting.token}|{member.pk}|{member.email}|{member.password}|{last}"
    return salted_hmac(SALT, known, algorithm="sha256").hexdigest()[:32]


def waiting_by_link(token: str) -> tuple[WaitingThread, Member] | None:
    """The question and the member of a link; None when it was forged, used or is too old."""
    try:
        pk, stamp = signing.loads(token, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    waiting = unposted().filter(pk=pk).select_related("board").first()
    member = member_by_email(waiting.email) if waiting else None
    if waiting is None or member is None or not member.is_active:
        return None
    return (waiting, member) if constant_time_compare(stamp, _stamp(waiting, member)) else None
