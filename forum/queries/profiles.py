"""What a member asked, answered and solved, as far as the viewer may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from accounts.keyset import after_key, first_page
from accounts.models import Member
from accounts.providers import SectionPage
from forum.queries.lists import as_rows
from forum.queries.visibility import Viewer, visible_replies, visible_threads

PAGE = 20


@dataclass(frozen=True)
class Shelf:
    """One tab of a profile: which rows, and the template that shows them."""

    template: str
    rows: Callable[[Viewer, Member], QuerySet[Any]]
    dressed: Callable[[QuerySet[Any]], QuerySet[Any]]

    def count(self, viewer: Viewer, member: Member) -> int:
        return self.rows(viewer, member).count()

    def page(self, viewer: Viewer, member: Member, after: str) -> SectionPage:
        """Newest first. Raises Http404 for a key that is none."""
        rows = after_key(self.rows(viewer, member), "created_at", after)
        rows = self.dressed(rows).order_by("-created_at", "-pk")
        return SectionPage(*first_page(rows, "created_at", PAGE))


def _asked(viewer: Viewer, member: Member) -> QuerySet[Any]:
    return visible_threads(viewer).filter(author=member)


def _answered(viewer: Viewer, member: Member) -> QuerySet[Any]:
    return visible_replies(viewer).filter(author=member)


def _solved(viewer: Viewer, member: Member) -> QuerySet[Any]:
    return _answered(viewer, member).filter(thread__solution_id=F("pk"))


def standing_posts(member: Member) -> int:
    """What a member wrote that everybody can read now. Two queries."""
    visitor = AnonymousUser()
    return _asked(visitor, member).count() + _answered(visitor, member).count()


def _replies(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("thread").defer("source", "html", "thread__source", "thread__html")


ASKED = Shelf("forum/_profile_threads.html", _asked, as_rows)
ANSWERED = Shelf("forum/_profile_replies.html", _answered, _replies)
SOLVED = Shelf("forum/_profile_replies.html", _solved, _replies)
