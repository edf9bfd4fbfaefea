"""A community made up by a seed, with rings planted in it: what the detector is tried on. It knows
nothing of how rings are found."""

import bisect
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

MINUTE, HOUR, DAY = 60, 3_600, 86_400
WEEK = 7 * DAY
WEEKS = 26
END = WEEKS * WEEK


class MadePost(NamedTuple):
    pk: int
    author: int
    board: int
    at: int
    tags: tuple[str, ...] = ()


class MadeVote(NamedTuple):
    voter: int
    post: int
    at: int


@dataclass(frozen=True)
class Ring:
    """Who is in it, which pairs of voter and author voted, and how."""

    members: tuple[int, ...]
    pairs: frozenset[tuple[int, int]]
    is_fast: bool
    is_star: bool


@dataclass
class Community:
    posts: list[MadePost] = field(default_factory=list)
    votes: list[MadeVote] = field(default_factory=list)
    born: dict[int, int] = field(default_factory=dict)
    digests: dict[int, frozenset[str]] = field(default_factory=dict)
    rings: list[Ring] = field(default_factory=list)
    honest: int = 0


@dataclass(frozen=True)
class Size:
    """How large: by default ten thousand honest members and twenty rings."""

    honest: int = 10_000
    rings: int = 20
    boards: int = 24
    small_boards: int = 8
    friends: int = 250
    circles: int = 40
    fans: int = 150
    newcomers: int = 1_500


def community(seed: int, size: Size = Size()) -> Community:
    """The same community for the same seed."""
    return _Maker(random.Random(seed), size).make()  # noqa: S311 (not for secrets)


class _Maker:
    def __init__(self, dice: random.Random, size: Size) -> None:
        self.dice, self.size = dice, size
        self.made = Community(honest=size.honest)
        self.homes: dict[int, list[int]] = {}
        self.by_author: dict[int, list[MadePost]] = defaultdict(list)
        self.by_board: dict[int, list[MadePost]] = defaultdict(list)
        self.voted: set[tuple[int, int]] = set()
        self.appeal: dict[int, float] = {}

    def make(self) -> Community:
        self.settle_members()
        self.write_posts()
        self.write_expert()
        regulars = self.write_small_boards()
        rings = [self.plan_ring(number) for number in range(self.size.rings)]
        for rows in self.by_board.values():
            rows.sort(key=lambda post: post.at)
        self.vote_as_readers()
        self.vote_as_friends()
        self.vote_on_small_boards(regulars)
        self.vote_for_the_expert()
        for plan in rings:
            self.vote_as_ring(*plan)
        self.share_devices()
        self.made.votes.sort(key=lambda vote: vote.at)
        return self.made

    # Who there is, and what they write ---------------------------------------------------------
    def settle_members(self) -> None:
        size, dice = self.size, self.dice
        weights = [1 / (n + 1) for n in range(size.boards)]
        for pk in range(size.honest):
            new = pk >= size.honest - size.newcomers
            self.made.born[pk] = (
                dice.randrange(END - 8 * WEEK, END) if new else -dice.randrange(END)
            )
            self.homes[pk] = dice.choices(range(size.boards), weights, k=dice.choice((1, 1, 2, 3)))
            self.appeal[pk] = dice.lognormvariate(0, 0.8)

    def heavy(self, shape: float, scale: float, most: int) -> int:
        """A number that is small for nearly everybody and large for a few."""
        return min(int(scale * self.dice.paretovariate(shape)) - int(scale), most)

    def moment(self, pk: int) -> int:
        return self.dice.randrange(max(self.made.born[pk], 0), END)

    def post(self, author: int, board: int, at: int, *tags: str) -> MadePost:
        made = MadePost(len(self.made.posts), author, board, at, tags)
        self.made.posts.append(made)
        self.by_author[author].append(made)
        self.by_board[board].append(made)
        return made

    def write_posts(self) -> None:
        for pk in range(self.size.honest):
            for _n in range(self.heavy(1.15, 1.6, 400)):
                tag = f"tag{min(int(self.dice.paretovariate(0.8)), 40)}"
                self.post(pk, self.dice.choice(self.homes[pk]), self.moment(pk), tag)

    def write_expert(self) -> None:
        """In one tag, on the largest board, an expert writes 95 of 100 answers."""
        self.expert, self.helpers = 0, (1, 2, 3, 4)
        self.made.born[0] = -END
        for n in range(400):
            author = self.dice.choice(self.helpers) if n % 20 == 0 else self.expert
            self.post(author, 0, self.moment(0), "niche")

    def write_small_boards(self) -> dict[int, list[int]]:
        """Boards of a dozen people who know each other, and all read everything."""
        found, dice = {}, self.dice
        for n in range(self.size.small_boards):
            board = self.size.boards + n
            found[board] = dice.sample(range(10, self.size.honest // 2), dice.randint(6, 16))
            for pk in found[board]:
                for _n in range(dice.choice((0, 3, 5, 8, 15, 40))):
                    self.post(pk, board, self.moment(pk))
        return found

    # How people vote ---------------------------------------------------------------------------
    def vote(self, voter: int, post: MadePost, at: int, again: float = 0.02) -> bool:
        """Once for each post; now and then it is taken back and given again."""
        if post.author == voter or (voter, post.pk) in self.voted or at >= END:
            return False
        self.voted.add((voter, post.pk))
        self.made.votes.append(MadeVote(voter, post.pk, at))
        if self.dice.random() < again:
            self.made.votes.append(
                MadeVote(voter, post.pk, at + self.dice.randrange(HOUR, 2 * DAY))
            )
        return True

    def reads(self, voter: int, board: int, at: int) -> None:
        """Something recent on a board, the more likely the better its author writes."""
        posts = self.by_board[board]
        last = bisect.bisect(posts, at, key=lambda post: post.at)
        for _try in range(4):
            back = int(self.dice.expovariate(1 / 12))
            if back < last:
                post = posts[last - 1 - back]
                if self.dice.random() < self.appeal.get(post.author, 1) / 4:
                    self.vote(voter, post, at)
                    return

    def vote_as_readers(self) -> None:
        for pk in range(self.size.honest):
            for _n in range(self.heavy(1.05, 3.0, 900)):
                self.reads(pk, self.dice.choice(self.homes[pk]), self.moment(pk))

    def writers(self, least: int) -> list[int]:
        return [pk for pk in range(5, self.size.honest) if len(self.by_author[pk]) >= least]

    def later(self, post: MadePost) -> int:
        """People come by when they come by, seldom within minutes."""
        return post.at + int(self.dice.lognormvariate(0, 1.5) * 8 * HOUR) + MINUTE

    def follow(self, voter: int, author: int, share: float) -> None:
        """One in five has a mail sent for each post, and now and then comes at once."""
        prompt = self.dice.uniform(0.05, 0.15) if self.dice.random() < 0.2 else 0.0
        for post in self.by_author[author]:
            if self.dice.random() < share:
                at_once = self.dice.random() < prompt
                self.vote(voter, post, self.at_once(post) if at_once else self.later(post))

    def at_once(self, post: MadePost) -> int:
        return post.at + 20 + int(self.dice.expovariate(1 / (4 * MINUTE)))

    def vote_as_friends(self) -> None:
        """Friends read a part of what friends write and like a part of that, in both directions;
        some admirers like nearly all that one author writes, and get nothing back."""
        dice, writers = self.dice, self.writers(8)
        circles = [dice.sample(writers, 2) for _n in range(self.size.friends)]
        circles += [dice.sample(writers, dice.randint(3, 5)) for _n in range(self.size.circles)]
        for circle in circles:
            for voter in circle:
                for author in circle:
                    if voter != author:
                        self.follow(voter, author, dice.uniform(0.3, 0.7) * dice.uniform(0.2, 0.6))
        for _n in range(self.size.fans):
            author, fan = dice.choice(writers), dice.randrange(5, self.size.honest)
            self.follow(fan, author, dice.uniform(0.4, 0.85))

    def vote_on_small_boards(self, regulars: dict[int, list[int]]) -> None:
        for board, people in regulars.items():
            for pk in people:
                liking = self.dice.uniform(0.2, 0.9)
                for post in self.by_board[board]:
                    if self.dice.random() < liking:
                        self.vote(pk, post, self.later(post))

    def vote_for_the_expert(self) -> None:
        """Whoever reads that tag votes for what there is to see; many do nothing else here."""
        posts = [post for post in self.made.posts if "niche" in post.tags]
        readers = [*self.helpers, self.expert, *self.dice.sample(range(5, self.size.honest), 300)]
        for pk in readers:
            for post in self.dice.sample(posts, min(self.heavy(1.1, 6, 150), len(posts))):
                self.vote(pk, post, self.later(post))

    # Rings -------------------------------------------------------------------------------------
    def plan_ring(self, number: int) -> tuple[tuple[int, ...], bool, bool, int, int]:
        """Its members and what they write: fast ones in two weeks, slow ones in twenty."""
        dice, size = self.dice, 2 + number % 7
        fast, star = number % 2 == 0, size > 2 and dice.random() < 0.25
        first = self.size.honest + number * 10
        members = tuple(range(first, first + size))
        length = 2 * WEEK if fast else 20 * WEEK
        begin = dice.randrange(0, END - length)
        home = dice.choice((dice.randrange(4), dice.randrange(self.size.boards)))
        for pk in members:
            old = dice.random() < 0.3
            self.made.born[pk] = (
                -dice.randrange(END) if old else max(begin - dice.randrange(9 * DAY), 0)
            )
            self.homes[pk], self.appeal[pk] = [home], 0.8
            many = dice.randint(12, 24) if fast else dice.randint(18, 36)
            if star and pk != first:
                many = dice.randint(0, 2)
            for _n in range(many):
                self.post(pk, home, begin + dice.randrange(length))
        return members, fast, star, begin, length

    def vote_as_ring(
        self, members: tuple[int, ...], fast: bool, star: bool, begin: int, length: int
    ) -> None:
        """Each votes for nearly all that the others write, slow rings for a few a week, and for
        others' posts in between so that it looks like reading."""
        dice, pairs = self.dice, set()
        for voter in members:
            given, weeks = 0, defaultdict[int, int](int)
            zeal = dice.uniform(0.6, 0.95)
            authors = members[:1] if star else members
            posts = [post for pk in authors if pk != voter for post in self.by_author[pk]]
            for post in dice.sample(posts, len(posts)):
                week = (post.at - begin) // WEEK
                if dice.random() < zeal and (fast or weeks[week] < 4):
                    given += self.vote(voter, post, self.ring_moment(post, fast), again=0.1)
                    weeks[week] += 1
                    pairs.add((voter, post.author))
            for _n in range(int(given * dice.uniform(0.2, 0.8))):
                self.reads(voter, self.homes[voter][0], begin + dice.randrange(length))
        self.made.rings.append(Ring(members, frozenset(pairs), fast, star))

    def ring_moment(self, post: MadePost, fast: bool) -> int:
        if self.dice.random() < (0.75 if fast else 0.25):
            return self.at_once(post)
        return self.later(post)

    def share_devices(self) -> None:
        """Some rings use one device; so do some families, and whole offices one network."""
        dice, digests = self.dice, defaultdict[int, set[str]](set)
        for n, ring in enumerate(self.made.rings):
            if dice.random() < 0.4:
                for pk in ring.members:
                    digests[pk].add(f"ring{n}")
        for n in range(200):
            for pk in dice.sample(range(self.size.honest), 2):
                digests[pk].add(f"family{n}")
        for n in range(20):
            for pk in dice.sample(range(self.size.honest), 40):
                digests[pk].add(f"office{n}")
        self.made.digests = {pk: frozenset(found) for pk, found in digests.items()}
