"""A member's own drafts."""

import re
from dataclasses import dataclass

from accounts.models import Member
from forum.models import Draft
from forum.queries.visibility import visible_threads


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list; `title` and `url` of its thread are empty where the member does not see
    it (any more)."""

    draft: Draft
    asks: bool
    title: str = ""
    url: str = ""

    @property
    def may_go_on(self) -> bool:
        return self.asks or bool(self.title)


def draft_at(member: Member, place: str) -> Draft | None:
    """The draft of the form at `place`."""
    return Draft.objects.filter(member=member, place=place, thrown_at=None).first()


def list_drafts(member: Member) -> list[DraftRow]:
    """All drafts, newest first, in two queries. What is said of a thread comes through the door."""
    drafts = list(Draft.objects.filter(member=member, thrown_at=None).order_by("-saved_at", "-pk"))
    wanted = [number for draft in drafts if (number := _thread_id(draft))]
    threads = visible_threads(member).filter(pk__in=wanted).only("title", "slug")
    seen = {thread.pk: (thread.title, thread.get_absolute_url()) for thread in threads}
    return [
        DraftRow(draft, draft.place.startswith("/ask/"), *seen.get(_thread_id(draft), ("", "")))
        for draft in drafts
    ]


def _thread_id(draft: Draft) -> int:
    """The thread that is answered, or that is asked after."""
    found = re.search("[0-9]+", draft.place)
    return int(found[0]) if found else 0
