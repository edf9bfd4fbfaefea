"""What @names and #numbers in a text lead to, asked once per text when it is written."""

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.urls import reverse

from accounts.models import Member
from forum.models import Board, Thread


class Resolver:
    """Resolves for the readers of `board`: everyone who reads the text may follow the link, so
    threads of other closed boards stay plain numbers. Without a board, for everybody.

    The answer is stored with the text, and a board may close or a thread be deleted later: a link
    holds the thread's number and nothing of its words."""

    def __init__(self, board: Board | None) -> None:
        self.board = board

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        found = Member.objects.filter(username__in=usernames, is_active=True)
        return {member.username: member.get_absolute_url() for member in found.only("username")}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        readable = Q(board__is_closed=False)
        if self.board is not None:
            readable |= Q(board=self.board)
        found = Thread.objects.filter(readable, pk__in=ids, deleted_at=None)
        return {
            pk: (reverse("forum:thread-short", args=[pk]), "")
            for pk in found.values_list("pk", flat=True)
        }
