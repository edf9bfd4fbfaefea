"""Who may still see what they were told of a post at the desk, and how its words read."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.enums import COMPANY_ROLES
from accounts.languages import said_again
from accounts.models import Member
from blog.enums import Verdict
from blog.models import Post


def posts_still_told(member: Member, ids: Collection[int]) -> set[int]:
    """Those of these posts that the member wrote or may look after, while they are there."""
    return set(_concerning(member).filter(pk__in=ids).values_list("pk", flat=True))


def post_still_told_to(pk: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The same, of many members at once."""
    company = Q(role__in=COMPANY_ROLES) | Q(is_superuser=True)
    authors = Post.objects.filter(pk=pk).values_list("author_id", flat=True)
    if not authors:
        return members.none()
    return members.filter(company | Q(pk__in=list(authors)))


def verdict_quoted(event: str, words: str) -> str:
    """What became of a post, which begins what was noted of it, in the reader's language. The event
    is "post:<verdict>:…" (blog.actions.review)."""
    return said_again(Verdict(event.split(":")[1]).label, words)


def _concerning(member: Member) -> QuerySet[Post]:
    if member.is_company or member.is_superuser:
        return Post.objects.all()
    return Post.objects.filter(author=member)
