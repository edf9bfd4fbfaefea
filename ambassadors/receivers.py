"""What the desk notes down when the forum changes something: rows of its own, in the same transaction."""

from typing import Any

from ambassadors.actions.threads import settle_thread
from forum.signals import thread_changed


def note_thread(sender: Any, thread_id: int, **more: Any) -> None:
    """A thread that waits here may have been answered."""
    settle_thread(thread_id)


def connect() -> None:
    """Called once, by AmbassadorsConfig.ready()."""
    thread_changed.connect(note_thread, dispatch_uid="ambassadors.note_thread")
