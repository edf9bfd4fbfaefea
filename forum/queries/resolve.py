"""What @names, #numbers and #tags in a text lead to, asked once per text when it is written."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse

from accounts.models import Member
from accounts.queries import known
from forum.markup.pictures import Size
from forum.models import Board, Tag, Thread
from forum.queries.pictures import bindable_pictures
from forum.queries.visibility import Viewer


class Resolver:
    """Resolves for the readers of `board`: everyone who reads the text may follow the link, so
    threads of other closed boards stay plain numbers. Without a board, for everybody.

    The answer is stored with the text, and a board may close or a thread be deleted later: a link
    holds the thread's number and nothing of its words.

    Pictures are those that `by`, who writes, may show, those that `post` shows already, and those
    that `writers` brought (ids of who wrote in it before)."""

    def __init__(
        self,
        board: Board | None,
        *,
        by: Viewer | None = None,
        post: Model | None = None,
        writers: Collection[int] = (),
    ) -> None:
        self.board, self.by, self.post, self.writers = board, by, post, writers

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        found = known(Member.objects.filter(username__in=usernames))
        return {member.username: member.get_absolute_url() for member in found.only("username")}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        found = Thread.objects.filter(self._readable(), pk__in=ids, deleted_at=None)
        return {
            pk: (reverse("forum:thread-short", args=[pk]), "")
            for pk in found.values_list("pk", flat=True)
        }

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        found = bindable_pictures(names, self.by, self.post, self.writers)
        return {one.name: Size(one.width, one.height) for one in found}

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        """Tags that stand on something that all these readers may see."""
        curated = Board.tags.through.objects.filter(self._readable(), tag=OuterRef("pk"))
        used = Thread.objects.filter(self._readable(), tags=OuterRef("pk"), deleted_at=None)
        found = Tag.objects.filter(Exists(curated) | Exists(used), slug__in=slugs)
        return {
            slug: reverse("forum:tag", args=[slug]) for slug in found.values_list("slug", flat=True)
        }

    def _readable(self) -> Q:
        open_to_all = Q(board__is_closed=False)
        return open_to_all if self.board is None else open_to_all | Q(board=self.board)
