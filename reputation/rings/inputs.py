"""What the detector looks at: plain values, so that it needs no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Key = int
"""Members, posts, boards and groups by number."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post that could be voted on. `at` is in seconds; `asker` whoever began the thread, None for
    an opening post itself; `audience` the groups that may see it, empty for everybody."""

    pk: Key
    author: Key
    board: Key
    at: int
    thread: Key = 0
    asker: Key | None = None
    tags: tuple[str, ...] = ()
    audience: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that was given, whether it stands or was taken back: what came again is another one."""

    voter: Key
    post: Key
    at: int


@dataclass(frozen=True)
class Seen:
    """What a community did. `groups` says which closed boards a member may see; `born` when they
    joined; `digests` what their devices and networks came to. The last two only support."""

    posts: Sequence[Post]
    votes: Sequence[Vote]
    groups: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    born: Mapping[Key, int] = field(default_factory=dict)
    digests: Mapping[Key, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Evidence about the votes of one member for another. `votes` of `voter_votes` went to an author
    whose share of what the voter could see was `share`; `posts` of `visible` posts were voted on."""

    voter: Key
    author: Key
    votes: int
    voter_votes: int
    share: float
    posts: int
    visible: int
    quick: int
    burst: int
    back: int
    young: bool
    shared: bool
    surprise: float

    @property
    def cover(self) -> float:
        return self.posts / self.visible if self.visible else 1.0


@dataclass(frozen=True)
class Cluster:
    """Members whose votes hang together, the pairs that are named, and the signs that were seen."""

    members: tuple[Key, ...]
    pairs: tuple[Pair, ...]
    signs: tuple[str, ...]
