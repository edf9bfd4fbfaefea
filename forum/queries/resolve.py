"""What @names and #numbers in a text lead to, asked once per text when it is written."""

from collections.abc import Collection, Mapping

from accounts.models import Member
from forum.models import Board, Thread


class Resolver:
    """Resolves for the readers of `board`: everyone who reads the text may follow the link, so
    threads of other closed boards stay plain numbers."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        found = Member.objects.filter(username__in=usernames, is_active=True)
        return {member.username: member.get_absolute_url() for member in found.only("username")}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        found = Thread.objects.filter(pk__in=ids, deleted_at=None).select_related("board")
        return {
            thread.pk: (thread.get_absolute_url(), thread.title)
            for thread in found.only("title", "slug", "board__is_closed")
            if not thread.board.is_closed or thread.board_id == self.board.pk
        }
