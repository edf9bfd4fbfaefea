"""The detector tried on a made-up community."""

from dataclasses import dataclass

from reputation.rings.detect import find_rings
from reputation.rings.inputs import Post, Seen, Vote
from reputation.rings.simulation import Community, community
from reputation.rings.thresholds import DEFAULTS, Thresholds


@dataclass(frozen=True)
class Outcome:
    """How many of the planted rings were found (more than half of their pairs named), how many
    pairs were named, and how many of those were false, also per ten thousand honest members."""

    rings: int
    found: int
    planted_pairs: int
    named: int
    false: int
    honest: int

    @property
    def precision(self) -> float:
        return 1 - self.false / self.named if self.named else 1.0

    @property
    def recall(self) -> float:
        return (self.named - self.false) / self.planted_pairs if self.planted_pairs else 1.0

    @property
    def false_per_10000(self) -> float:
        return self.false * 10_000 / self.honest


def seen_of(made: Community) -> Seen:
    return Seen(
        [Post(post.pk, post.author, post.board, post.at, tags=post.tags) for post in made.posts],
        [Vote(*vote) for vote in made.votes],
        born=made.born,
        digests=made.digests,
    )


def try_seed(seed: int, use: Thresholds = DEFAULTS) -> Outcome:
    """Make a community, look for rings, and compare with those that were planted."""
    made = community(seed)
    named = {
        (p.voter, p.author) for cluster in find_rings(seen_of(made), use) for p in cluster.pairs
    }
    planted = {pair for ring in made.rings for pair in ring.pairs}
    found = sum(2 * len(ring.pairs & named) > len(ring.pairs) for ring in made.rings)
    false = len(named - planted)
    return Outcome(len(made.rings), found, len(planted), len(named), false, made.honest)
