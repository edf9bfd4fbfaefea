"""What there was to see, and what was voted on, counted once for a whole run."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import inf, log
from typing import TypeAlias

from reputation.rings.inputs import Key, Post, Seen, Vote
from reputation.rings.thresholds import Thresholds

WEEK = 7 * 86_400
MINUTE = 60
BURST_SECONDS = 5 * MINUTE
Place: TypeAlias = tuple[object, ...]
NOBODY: frozenset[Key] = frozenset()


def surprise(votes: int, of: int, share: float) -> float:
    """How unlikely it is that at least `votes` of `of` go where `share` of them would by chance: a
    bound on the tail (Hoeffding's, which holds for unequal chances as well), as −ln of it."""
    part = votes / of if of else 0.0
    if part <= share or share >= 1:
        return 0.0
    if share <= 0:
        return inf
    rest = (1 - part) * log((1 - part) / (1 - share)) if part < 1 else 0.0
    return of * (part * log(part / share) + rest)


class Counts:
    """Posts by place and week, votes by voter. A place is a board, a tag that enough people vote
    in, or the thread that a voter began."""

    def __init__(self, seen: Seen, use: Thresholds) -> None:
        self.seen, self.use = seen, use
        self.posts = {post.pk: post for post in seen.posts}
        self.given = self._votes()
        self.tags = self._tags()
        self.written: dict[Place, Counter[Key]] = defaultdict(Counter)
        self.by_author: dict[Key, list[Post]] = defaultdict(list)
        for post in seen.posts:
            self.by_author[post.author].append(post)
            for place in self._places(post):
                self.written[place][post.author] += 1
        self.totals = {place: sum(found.values()) for place, found in self.written.items()}
        self.pairs = self._pairs()
        self.where = {voter: self._where(voter) for voter in {voter for voter, _a in self.pairs}}
        self.received = self._received()
        self.quick_share = self._quick_share()

    def _votes(self) -> dict[Key, list[Vote]]:
        """Votes by voter, in order. One that comes and goes on a post counts some turns, no more."""
        found, turns = defaultdict(list), Counter[tuple[Key, Key]]()
        for vote in sorted(self.seen.votes, key=lambda vote: vote.at):
            turns[vote.voter, vote.post] += 1
            post = self.posts.get(vote.post)
            if (
                post
                and post.author != vote.voter
                and turns[vote.voter, vote.post] <= self.use.turns
            ):
                found[vote.voter].append(vote)
        return found

    def _tags(self) -> set[str]:
        """Tags that are places of their own: a ring cannot make one for itself."""
        voters: dict[str, set[Key]] = defaultdict(set)
        for voter, votes in self.given.items():
            for vote in votes:
                for tag in self.posts[vote.post].tags:
                    voters[tag].add(voter)
        return {tag for tag, found in voters.items() if len(found) >= self.use.tag_voters}

    def _places(self, post: Post) -> Iterator[Place]:
        week = post.at // WEEK
        yield "board", post.board, week
        if post.thread:
            yield "thread", post.thread
        for tag in post.tags:
            if tag in self.tags:
                yield "tag", tag, post.audience, week

    def _pairs(self) -> dict[tuple[Key, Key], list[Vote]]:
        found: dict[tuple[Key, Key], list[Vote]] = defaultdict(list)
        for voter, votes in self.given.items():
            for vote in votes:
                found[voter, self.posts[vote.post].author].append(vote)
        least = self.use.edge_posts
        return {
            pair: votes
            for pair, votes in found.items()
            if len(votes) >= least and len({vote.post for vote in votes}) >= least
        }

    def _where(self, voter: Key) -> Counter[tuple[Place, ...]]:
        """Where a voter's votes were given, each with the places that it could have been."""
        found = Counter[tuple[Place, ...]]()
        for vote in self.given[voter]:
            post = self.posts[vote.post]
            own = post.asker == voter
            found[tuple(p for p in self._places(post) if own or p[0] != "thread")] += 1
        return found

    def _received(self) -> Counter[Key]:
        found = Counter[Key]()
        for votes in self.given.values():
            found.update(self.posts[vote.post].author for vote in votes)
        return found

    def _quick_share(self) -> float:
        """The part of all votes that come within minutes of the post."""
        late = [v.at - self.posts[v.post].at for votes in self.given.values() for v in votes]
        quick = sum(seconds <= self.use.quick_minutes * MINUTE for seconds in late)
        return quick / len(late) if late else 0.0

    def expected(self, voter: Key, author: Key) -> float:
        """How many of a voter's votes would go to an author by chance: on each board, in each week,
        the author's share of what the voter could see there and had not written."""
        where = self.where.get(voter)
        if where is None:
            where = self.where[voter] = self._where(voter)
        return sum(
            times * max(self._share(place, voter, author) for place in places)
            for places, times in where.items()
        )

    def _share(self, place: Place, voter: Key, author: Key) -> float:
        written = self.written[place]
        mine = written.get(author, 0)
        if not mine:
            return 0.0
        if place[0] == "thread":
            return self.use.own_thread
        return mine / (self.totals[place] - written.get(voter, 0))

    def visible(self, voter: Key, author: Key) -> int:
        """Posts of an author that the voter could see while active, where the voter votes at all."""
        votes = self.given[voter]
        boards = {self.posts[vote.post].board for vote in votes}
        begin, end = votes[0].at - WEEK, votes[-1].at
        groups = self.seen.groups.get(voter, NOBODY)
        voted = {vote.post for vote in votes}
        return sum(
            post.pk in voted
            or (
                begin <= post.at <= end
                and post.board in boards
                and (not post.audience or bool(post.audience & groups))
            )
            for post in self.by_author[author]
        )


def burst_of(times: list[int]) -> int:
    """The most of `times` (in order) within five minutes."""
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] > BURST_SECONDS:
            first += 1
        most = max(most, last - first + 1)
    return most
