"""Whose votes were not independent. Pure: the same votes give the same answer.

A voter who likes one author is no ring, nor are friends, nor a dozen people who read everything on
a small board. So nothing here looks at concentration alone. What is asked of each group of members:
whether their votes for each other exceed by far what they could see of each other; whether they
vote on most of what the others write, which nobody does who only reads; and for signs beside that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations
from math import log

from reputation.rings.counts import MINUTE, Counts, burst_of, surprise
from reputation.rings.inputs import Cluster, Key, Pair, Seen
from reputation.rings.thresholds import DEFAULTS, Thresholds

DAY = 86_400
# What each sign weighs: what only supports can never make up for what is asked.
SIGNS = {
    "both_ways": 1.0,
    "inflow": 1.0,
    "outflow": 1.0,
    "quick": 1.0,
    "burst": 1.0,
    "young": 0.5,
    "shared": 0.5,
}
HASTE = frozenset({"quick", "burst"})
SUPPORT = frozenset({"young", "shared"})


def find_rings(seen: Seen, use: Thresholds = DEFAULTS) -> list[Cluster]:
    """Groups of members whose votes were not independent, each with the pairs that are named."""
    return _Run(Counts(seen, use)).clusters()


class _Run:
    def __init__(self, counts: Counts) -> None:
        self.counts, self.use = counts, counts.use
        self.narrow = self.liked = 0
        self.known: dict[tuple[Key, Key], Pair] = {}
        # Over all pairs that were looked at, one run in so many names anybody by chance.
        self.needed = log(max(len(counts.pairs), 1) / self.use.chance)

    def clusters(self) -> list[Cluster]:
        edges = self.edges()
        groups = [tuple(sorted(group)) for group in self.grown(edges)]
        found = [cluster for group in groups if (cluster := self.judged(group))]
        taken = {pk for cluster in found for pk in cluster.members}
        for author, fans in self.fans(taken):
            if cluster := self.judged((author, *fans), star=author):
                found.append(cluster)
        return found

    # Pairs -------------------------------------------------------------------------------------
    def pair(self, voter: Key, author: Key) -> Pair:
        """The evidence of a pair, worked out once."""
        key = voter, author
        if key not in self.known:
            self.known[key] = self._pair(voter, author)
        return self.known[key]

    def _pair(self, voter: Key, author: Key) -> Pair:
        counts, use = self.counts, self.use
        votes = counts.pairs.get((voter, author), [])
        of = len(counts.given.get(voter, ()))
        share = counts.expected(voter, author) / of if of else 0.0
        posts = [counts.posts[vote.post] for vote in votes]
        # Whoever asked waits for the answer, and thanks at once.
        late = [v.at - post.at for v, post in zip(votes, posts, strict=True) if post.asker != voter]
        born, digests = counts.seen.born.get(voter), counts.seen.digests
        return Pair(
            voter,
            author,
            votes=len(votes),
            voter_votes=of,
            share=share,
            posts=len({vote.post for vote in votes}),
            visible=counts.visible(voter, author) if votes else 0,
            quick=sum(seconds <= use.quick_minutes * MINUTE for seconds in late),
            burst=burst_of([vote.at for vote in votes]),
            back=len(counts.pairs.get((author, voter), ())),
            young=bool(votes) and born is not None and votes[0].at - born < use.young_days * DAY,
            shared=bool(digests.get(voter, frozenset()) & digests.get(author, frozenset())),
            surprise=surprise(len(votes), of, share),
        )

    def is_thick(self, pair: Pair) -> bool:
        """Whether a pair may belong to a group: votes on much of what there is."""
        return pair.posts >= self.use.edge_posts and pair.cover >= self.use.edge_cover

    def stands_out(self, pair: Pair) -> bool:
        """Whether there are more votes than by chance, or quicker ones, for a group to begin with."""
        return (
            pair.votes > self.use.liking * pair.share * pair.voter_votes
            or pair.quick >= self.use.quick_share * pair.votes
        )

    def weight(self, pair: Pair) -> float:
        """How strong a tie is."""
        return pair.surprise + self.hurried([pair])

    def edges(self) -> dict[frozenset[Key], float]:
        """Two members who vote for each other, by how surprising the weaker direction is."""
        found = {}
        for voter, author in self.counts.pairs:
            if voter < author and (author, voter) in self.counts.pairs:
                there, back = self.pair(voter, author), self.pair(author, voter)
                thick = self.is_thick(there) and self.is_thick(back)
                if thick and (self.stands_out(there) or self.stands_out(back)):
                    found[frozenset((voter, author))] = min(self.weight(there), self.weight(back))
        return found

    # Groups ------------------------------------------------------------------------------------
    def grown(self, edges: dict[frozenset[Key], float]) -> list[set[Key]]:
        """Groups grown along the strongest ties first, never larger than a ring may be."""
        of: dict[Key, set[Key]] = {}
        for edge in sorted(edges, key=lambda edge: (-edges[edge], sorted(edge))):
            one, other = (of.get(pk, {pk}) for pk in edge)
            if one is not other and len(one | other) <= self.use.cluster:
                both = one | other
                if len(both) == 2 or self.density(both, edges) >= self.use.density:
                    of.update(dict.fromkeys(both, both))
        return list({id(group): group for group in of.values()}.values())

    def density(self, group: set[Key], edges: Iterable[frozenset[Key]]) -> float:
        ties = sum(frozenset(pair) in edges for pair in permutations(group, 2))
        return ties / (len(group) * (len(group) - 1))

    def fans(self, taken: set[Key]) -> list[tuple[Key, list[Key]]]:
        """Authors with accounts that vote for them, for hardly anybody else, and hardly write."""
        found: dict[Key, list[Pair]] = defaultdict(list)
        counts, use = self.counts, self.use
        for (voter, author), votes in counts.pairs.items():
            wrote = len(counts.by_author.get(voter, ()))
            narrow = len(votes) >= use.outflow * len(counts.given[voter])
            apart = voter not in taken and author not in taken
            if apart and narrow and wrote <= use.wrote_share * len(votes):
                pair = self.pair(voter, author)
                if self.is_thick(pair) and self.stands_out(pair) and pair.cover >= use.cover:
                    found[author].append(pair)
        self.narrow = sum(map(len, found.values()))
        self.liked = len(found)
        most = use.cluster - 1
        return [
            (author, [pair.voter for pair in sorted(pairs, key=lambda p: -p.surprise)[:most]])
            for author, pairs in sorted(found.items())
        ]

    # Judging -----------------------------------------------------------------------------------
    def judged(self, group: Sequence[Key], star: Key | None = None) -> Cluster | None:
        """The cluster that a group is, or None where too little speaks for it."""
        ways = [self.pair(*way) for way in permutations(group, 2) if star in (None, way[1])]
        pairs = [pair for pair in ways if self.is_thick(pair)]
        if sum(pair.posts for pair in pairs) < self.use.pair_posts:
            return None
        signs = self.signs(pairs, star)
        if sum(SIGNS[sign] for sign in signs) < self.use.signs or not set(signs) - SUPPORT:
            return None
        alone, hurried = self.together(ways), self.hurried(pairs)
        if max(alone, hurried) < self.needed:
            return None
        beyond = hurried + (self.gathered(pairs) if star is not None else self.covered(ways))
        if beyond < self.bar(signs, star):
            return None
        backed = HASTE if len(pairs) == 1 else HASTE | SUPPORT
        if star is not None and not backed & set(signs):
            return None
        return Cluster(tuple(sorted(group)), tuple(pairs), signs)

    def bar(self, signs: Iterable[str], star: Key | None) -> float:
        """What haste and thoroughness have to come to. Young accounts and shared devices lower it,
        each by a quarter, and never take its place."""
        part = self.use.beyond if star is None else self.use.beyond_fans
        return self.needed * part * (1 - sum(sign in SUPPORT for sign in signs) / 4)

    def together(self, ways: Iterable[Pair]) -> float:
        """How surprising the votes within a group are, all voters taken together, if everybody may
        like anybody so many times as much as by chance."""
        inside: dict[Key, list[Pair]] = defaultdict(list)
        for pair in ways:
            inside[pair.voter].append(pair)
        total = 0.0
        for pairs in inside.values():
            of, votes = pairs[0].voter_votes, sum(pair.votes for pair in pairs)
            share = min(sum(pair.share for pair in pairs), 1.0)
            total += surprise(votes, of, 1 - (1 - share) ** self.use.liking)
        return total

    def hurried(self, pairs: Iterable[Pair]) -> float:
        """How surprising it is that so many of the votes came within minutes of the post."""
        pairs = list(pairs)
        share = min(self.use.liking * max(self.counts.quick_share, self.use.quick_least), 1.0)
        return surprise(sum(p.quick for p in pairs), sum(p.votes for p in pairs), share)

    def gathered(self, pairs: Sequence[Pair]) -> float:
        """How surprising it is that so many accounts which vote for hardly anybody else came
        together at one author, by what others think of that author."""
        if len(pairs) < 2:
            return 0.0
        others = self.counts.received[pairs[0].author] - sum(pair.votes for pair in pairs)
        part = (others + 1) / max(sum(self.counts.received.values()), 1)
        found = surprise(len(pairs), max(self.narrow, len(pairs)), self.use.liking * part)
        # Somebody has the most of them: that there is one such author among many is no surprise.
        return max(found - log(max(self.liked, 1)), 0.0)

    def covered(self, ways: Sequence[Pair]) -> float:
        """How surprising it is that they voted on so much of what the others wrote: two friends may
        read a good part of each other; the more there are, the less anybody manages."""
        size = len({pair.voter for pair in ways})
        share = self.use.cover * (0.6 + 0.8 / size)
        return surprise(sum(p.posts for p in ways), sum(p.visible for p in ways), share)

    def signs(self, pairs: Sequence[Pair], star: Key | None) -> tuple[str, ...]:
        use, votes = self.use, sum(pair.votes for pair in pairs)
        given = sum({pair.voter: pair.voter_votes for pair in pairs}.values())
        received = sum(self.counts.received[pk] for pk in {pair.author for pair in pairs})
        # Whoever gives a part of what they get gives back; less is a thank-you now and then.
        even = sum(pair.back >= use.even * pair.votes for pair in pairs)
        seen = {
            "both_ways": star is None and 2 * even >= len(pairs),
            "inflow": votes >= use.inflow * received,
            "outflow": votes >= use.outflow * given,
            "quick": sum(pair.quick for pair in pairs) >= use.quick_share * votes,
            "burst": max(pair.burst for pair in pairs) >= use.burst,
            "young": 2 * sum(pair.young for pair in pairs) >= len(pairs),
            "shared": 2 * sum(pair.shared for pair in pairs) >= len(pairs),
        }
        return tuple(name for name, shown in seen.items() if shown)
