"""What search notes down when the forum or the help blog changes something: rows of its own, in the same transaction."""

from collections.abc import Collection
from typing import Any

from accounts import providers
from accounts.bells import ring_after_commit
from blog.signals import posts_changed
from forum.signals import board_changed, thread_changed, threads_changed
from search.actions import forget_searches, merge_searches
from search.indexing import note_posts, note_threads
from search.models import Outbox, Source
from search.queries import searches_of

BELL = "search.drain"


def note_thread(sender: Any, thread_id: int, **more: Any) -> None:
    """A thread waits to be indexed."""
    Outbox.objects.create(source=Source.THREAD, object_id=thread_id)
    ring_after_commit(BELL)


def note_many(sender: Any, thread_ids: Collection[int], **more: Any) -> None:
    """Many do."""
    note_threads(thread_ids)
    ring_after_commit(BELL)


def note_board(sender: Any, board_id: int, **more: Any) -> None:
    """All threads of a board do."""
    Outbox.objects.create(source=Source.BOARD, object_id=board_id)
    ring_after_commit(BELL)


def note_post(sender: Any, post_ids: Collection[int], **more: Any) -> None:
    """Posts were published, changed or taken away."""
    note_posts(post_ids)
    ring_after_commit(BELL)


def connect() -> None:
    """Called once, by SearchConfig.ready()."""
    thread_changed.connect(note_thread, dispatch_uid="search.note_thread")
    threads_changed.connect(note_many, dispatch_uid="search.note_many")
    board_changed.connect(note_board, dispatch_uid="search.note_board")
    posts_changed.connect(note_post, dispatch_uid="search.note_post")


def connect_privacy() -> None:
    """What the archive of one's own data holds, what erasing takes out and merging gives on."""
    providers.register_export_part("searches", searches_of)
    providers.register_erase_part(lambda member: forget_searches(by=member))
    providers.register_merge_part(merge_searches)
