"""What the help blog's pages show from rooms above, which register here in AppConfig.ready().

A provider never writes, returns typed values and has a fixed number of queries; one that fails
is left out of the page and logged.
"""

from collections.abc import Callable, Sequence

from accounts.providers import Viewer, answers
from blog.models import Post
from forum.providers import Suggestion

Related = Callable[[Viewer, Post], Sequence[Suggestion]]
_related: list[Related] = []


def register_related(provider: Related) -> None:
    """`provider(viewer, post)` gives threads and posts that are about the same, best first."""
    _related.append(provider)


def related(viewer: Viewer, post: Post) -> list[Suggestion]:
    """What rooms above know to be about the same as `post`, best first."""
    return [one for found in answers(_related, viewer, post) for one in found]
