"""What readers say of posts, without knowing who they are."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from blog.models import Feedback, Post, Rendering, Salt
from blog.models.feedback import WORDS_LENGTH
from blog.signals import posts_changed

# A digest is forgotten within a day; the task that does it comes every hour.
KEPT = timedelta(hours=23)


def visitor_of(address: str, browser: str, *, at: datetime | None = None) -> str:
    """A digest that is the same for one browser at one address through a day (UTC) and means nothing
    after it: what it was made with is drawn anew each day, and thrown away."""
    day = (at or timezone.now()).date()
    salt, _ = Salt.objects.get_or_create(day=day, defaults={"value": secrets.token_bytes})
    said = b"\0".join([bytes(salt.value), address.encode(), browser[:500].encode()])
    return hashlib.sha256(said).hexdigest()[:32]


def give_feedback(
    post: Post,
    *,
    edition: int,
    is_helpful: bool,
    member: Member | None = None,
    visitor: str = "",
    at: datetime | None = None,
) -> Feedback:
    """Keep what a reader says of an edition of a post; saying it again changes it. One of `member` and
    `visitor` is there."""
    who = {"member": member} if member is not None else {"visitor": visitor}
    with transaction.atomic():
        rendering = Rendering.objects.select_for_update().get(post=post)
        row, is_new = Feedback.objects.get_or_create(
            post=post,
            edition=edition,
            **who,
            defaults={"is_helpful": is_helpful, "at": at or timezone.now()},
        )
        changed = not is_new and row.is_helpful != is_helpful
        if changed:
            row.is_helpful = is_helpful
            row.save(update_fields=["is_helpful"])
        if (is_new or changed) and rendering.edition == edition:
            _count(rendering, is_helpful, turned=changed)
            posts_changed.send(Post, post_ids=[post.pk])
    return row


def add_words(row: Feedback, words: str) -> None:
    """A private line to the author beside a no."""
    row.words = words.strip()[:WORDS_LENGTH]
    row.save(update_fields=["words"])


def forget_visitors(*, at: datetime | None = None) -> int:
    """Forget who said what: digests of a day ago, and all that older ones were made with. Returns how
    many digests that were."""
    at = at or timezone.now()
    Salt.objects.filter(day__lt=at.date()).delete()
    old = Feedback.objects.filter(at__lt=at - KEPT).exclude(visitor="")
    return old.update(visitor="")


def _count(rendering: Rendering, is_helpful: bool, *, turned: bool) -> None:
    up, down = ("helpful", "unhelpful") if is_helpful else ("unhelpful", "helpful")
    changes = {up: F(up) + 1}
    if turned:
        changes[down] = F(down) - 1
    Rendering.objects.filter(pk=rendering.pk).update(**changes)
