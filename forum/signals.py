"""Domain signals of the forum, sent inside the transaction that changed something.

A receiver in a room above may only write rows of its own room, so everything commits or nothing.
"""

from django.dispatch import Signal

# A thread, one of its replies, or a mark on it was made, changed, hidden or brought back.
# Arguments: thread_id (int). Sent once per action, after the rows are written.
thread_changed = Signal()

# The same for many threads at once, as an import writes them. Arguments: thread_ids (collection of
# int).
threads_changed = Signal()

# Who may read a board was changed. Arguments: board_id (int).
board_changed = Signal()
