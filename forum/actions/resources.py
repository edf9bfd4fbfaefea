"""What rooms above put on the forum's pages: a how-to that was made of a thread, a known issue that a
board should hear of. Kept with the thread and the board, so that showing it costs no query."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from forum.actions.boards import boards_changed
from forum.models import Board, Thread

MOST = 5
WORDS_LENGTH = 200


def link_resource(thread_id: int, *, key: str, title: str, url: str) -> bool:
    """Show on a thread what was made of it; `key` names it (as "howto:5"), `url` is a path of ours.
    Safe to run again; returns whether something changed."""
    entry = {"key": key, "title": title[:WORDS_LENGTH], "url": url}
    return _keep(Thread.objects.filter(pk=thread_id), "resources", key, entry)


def unlink_resource(thread_id: int, *, key: str) -> bool:
    """Show it no more."""
    return _keep(Thread.objects.filter(pk=thread_id), "resources", key, None)


def post_notice(board_ids: Collection[int], *, key: str, title: str, words: str, url: str) -> None:
    """Put a notice on these boards, and take it off all others; none at all take it away."""
    entry = {"key": key, "title": title[:WORDS_LENGTH], "words": words[:WORDS_LENGTH], "url": url}
    with transaction.atomic():
        has = [board.pk for board in Board.objects.all() if key in map(_key, board.notices)]
        changed = [
            _keep(Board.objects.filter(pk=pk), "notices", key, entry if pk in board_ids else None)
            for pk in sorted({*has, *board_ids})
        ]
        if any(changed):
            boards_changed()


def _key(entry: dict[str, Any]) -> str:
    return str(entry["key"])


def _keep(rows: QuerySet[Any], field: str, key: str, entry: dict[str, str] | None) -> bool:
    """Put `entry` in the place of the one of its key, or take that out; the newest stands first."""
    with transaction.atomic():
        row = rows.select_for_update().first()
        if row is None:
            return False
        before = getattr(row, field)
        after = [kept for kept in before if kept["key"] != key]
        if entry is not None:
            place = next((n for n, kept in enumerate(before) if kept["key"] == key), 0)
            after.insert(place, entry)
        if after[:MOST] == before:
            return False
        rows.update(**{field: after[:MOST]})
        return True
