"""Domain signals of the help blog, sent inside the transaction that changed something.

A receiver in a room above may only write rows of its own room.
"""

from django.dispatch import Signal

# Posts were published, changed, taken off the pages, moved or deleted, given to another author, or
# readers said whether they helped. Arguments: post_ids (collection of int). The rows say what stands: blog.queries.posts.live_posts.
posts_changed = Signal()
