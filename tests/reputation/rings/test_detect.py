"""Small communities made by hand: who is no ring, and who is."""

from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reputation.rings.counts import Counts, burst_of, surprise
from reputation.rings.detect import find_rings
from reputation.rings.inputs import Post, Seen, Vote
from reputation.rings.thresholds import DEFAULTS

HOUR, DAY = 3_600, 86_400
NEVER = -400 * DAY


class Village:
    """Posts and votes as a test writes them, an hour apart where it does not say when."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.votes: list[Vote] = []
        self.keys = count(1)
        self.born: dict[int, int] = {}
        self.digests: dict[int, frozenset[str]] = {}

    def post(self, author: int, board: int = 1, day: float = 0, **more: object) -> Post:
        made = Post(next(self.keys), author, board, int(day * DAY), **more)  # type: ignore[arg-type]
        self.posts.append(made)
        return made

    def vote(self, voter: int, post: Post, after: int = 5 * HOUR) -> None:
        self.votes.append(Vote(voter, post.pk, post.at + after))

    def pairs(self) -> set[tuple[int, int]]:
        seen = Seen(self.posts, self.votes, born=self.born, digests=self.digests)
        return {(pair.voter, pair.author) for found in find_rings(seen) for pair in found.pairs}


def talk(village: Village, authors: range, days: int = 40) -> list[Post]:
    """Each of them writes something every day or two."""
    return [
        village.post(author, day=day + author / 100)
        for day in range(days)
        for author in authors
        if (day + author) % 2
    ]


def read(village: Village, readers: range, posts: list[Post]) -> None:
    """Each likes a third of what there is, whoever wrote it."""
    dice = Random(readers.start)
    for reader in readers:
        for post in posts:
            if post.author != reader and dice.random() < 1 / 3:
                village.vote(reader, post, after=dice.randrange(HOUR, 2 * DAY))


def town() -> tuple[Village, list[Post]]:
    village = Village()
    posts = talk(village, range(30))
    read(village, range(30), posts)
    return village, posts


def of(posts: list[Post], author: int, most: int = 20) -> list[Post]:
    return [post for post in posts if post.author == author][:most]


# Who is no ring -------------------------------------------------------------------------------
def test_nothing_happened() -> None:
    assert find_rings(Seen([], [])) == []


def test_twelve_people_who_all_vote_for_the_two_who_answer() -> None:
    village = Village()
    for day in range(30):
        for author in (1, 2):
            post = village.post(author, day=day + author / 10)
            for voter in range(1, 13):
                if voter != author:
                    village.vote(voter, post, after=HOUR * voter)
    assert village.pairs() == set()


def test_a_tag_where_one_expert_writes_nearly_everything() -> None:
    """On a large board the expert is one of many; in the tag there is nobody else to vote for."""
    village, _posts = town()
    answers = [village.post(200 if n % 20 else 201, day=n / 2, tags=("niche",)) for n in range(80)]
    for reader in range(100, 140):
        for number, post in enumerate(answers):
            if (number + reader) % 4:
                village.vote(reader, post, after=(number + reader) % 50 * HOUR + HOUR)
    assert village.pairs() == set()


def test_a_tag_of_their_own_hides_nobody() -> None:
    """The same by two alone: a tag that nobody else votes in is no place of its own."""
    village, _posts = town()
    for day in range(25):
        for one, other in ((100, 101), (101, 100)):
            village.vote(other, village.post(one, day=day + 0.5, tags=("ours",)))
    assert village.pairs() == {(100, 101), (101, 100)}


def test_a_town_that_reads_is_no_ring() -> None:
    village, _posts = town()
    assert village.pairs() == set()


def test_friends_who_read_each_other() -> None:
    """Both ways and far above chance; of what the other writes each likes a part."""
    village, posts = town()
    for one, other in ((50, 51), (51, 50)):
        for number in range(30):
            post = village.post(one, day=number + 0.3)
            if number % 3 == 0:
                village.vote(other, post, after=(number % 9 + 1) * 3 * HOUR)
        for post in posts[one::40]:
            village.vote(one, post)
    assert village.pairs() == set()


def test_an_admirer_who_likes_nearly_all_of_one_author() -> None:
    village, posts = town()
    for post in of(posts, 3):
        village.vote(60, post, after=9 * HOUR)
    assert village.pairs() == set()


def test_young_accounts_and_one_device_are_nothing_alone() -> None:
    """Two of a family who read the same board, from one device, since yesterday."""
    village, posts = town()
    for pk in (70, 71):
        village.born[pk], village.digests[pk] = 0, frozenset({"kitchen"})
        posts += [village.post(pk, day=day + 0.4) for day in range(20)]
    read(village, range(70, 72), posts)
    assert village.pairs() == set()


def test_two_who_like_each_other_on_a_board_of_five() -> None:
    """Nine of twelve votes, where each wrote a quarter of what the other could see: that is thorough,
    and far too few to say that it is no chance."""
    village, _posts = town()
    for day in range(10):
        for author in range(50, 55):
            post = village.post(author, board=2, day=day + author / 100)
            if author in (50, 51) and day:
                village.vote(101 - author, post, after=day * 2 * HOUR)
            if author == 52 and day < 3:
                village.vote(50, post)
                village.vote(51, post)
    assert village.pairs() == set()


# Who is -----------------------------------------------------------------------------------------
def test_two_who_vote_for_fifteen_of_twenty() -> None:
    village, posts = town()
    for one, other in ((50, 51), (51, 50)):
        for day in range(20):
            post = village.post(one, day=day + 0.5)
            if day % 4:
                village.vote(other, post, after=7 * HOUR)
        for post in posts[one::60]:
            village.vote(one, post)
    assert village.pairs() == {(50, 51), (51, 50)}


def test_votes_that_were_taken_back_count() -> None:
    """A vote is in the list whether it stands or not; what came again is another one."""
    village, _posts = town()
    for one, other in ((50, 51), (51, 50)):
        for day in range(6):
            post = village.post(one, day=3 * day + 0.5)
            for turn in range(3):
                village.vote(other, post, after=60 + turn * HOUR)
    assert village.pairs() == {(50, 51), (51, 50)}


def test_one_vote_that_comes_and_goes_is_no_ring() -> None:
    village, _posts = town()
    for one, other in ((50, 51), (51, 50)):
        post = village.post(one)
        for turn in range(40):
            village.vote(other, post, after=60 + turn)
    assert village.pairs() == set()


def test_five_who_do_it_a_little_each_week() -> None:
    village, posts = town()
    ring = range(50, 55)
    for author in ring:
        for week in range(12):
            post = village.post(author, day=week * 3 + 0.5)
            for voter in ring:
                if voter != author and (voter + week) % 3:
                    village.vote(voter, post, after=(voter + week) % 20 * HOUR + HOUR)
    read(village, range(50, 52), posts[::12])
    assert village.pairs() == {(a, b) for a in ring for b in ring if a != b}


def test_accounts_made_to_vote_for_one() -> None:
    village, _posts = town()
    answers = [village.post(80, day=day + 0.5) for day in range(16)]
    for voter in range(90, 94):
        village.born[voter] = -DAY
        for post in answers:
            village.vote(voter, post, after=90 + voter)
    assert village.pairs() == {(voter, 80) for voter in range(90, 94)}


@pytest.mark.parametrize("asker", (None, 50))
def test_thanks_for_answers_to_ones_own_questions(asker: int | None) -> None:
    """Who asks votes for who answers. The same votes under others' questions are another thing."""
    village, posts = town()
    for number in range(16):
        post = village.post(51, day=number + 0.5, thread=1000 + number, asker=asker)
        village.post(number, day=number + 0.6, thread=1000 + number, asker=asker)
        village.vote(50, post, after=120)
    for post in posts[::45]:
        village.vote(50, post)
    assert village.pairs() == (set() if asker else {(50, 51)})


def test_a_vote_counts_three_times_on_one_post() -> None:
    """Given and taken back forty times it is no forty votes."""
    seen = Seen([Post(1, 2, 1, 0)], [Vote(3, 1, at) for at in range(40)])
    assert [vote.at for vote in Counts(seen, DEFAULTS).given[3]] == [0, 1, 2]


# Figures ------------------------------------------------------------------------------------------
@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_surprise_never_overstates(of: int, votes: int, share: float) -> None:
    """It bounds the exact tail of a binomial, so nobody is named on an estimate."""
    from math import comb, exp

    votes = min(votes, of)
    exact = sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(votes, of + 1))
    assert exp(-surprise(votes, of, share)) >= exact * (1 - 1e-9)


@pytest.mark.parametrize(
    ("times", "most"),
    (([], 0), ([5], 1), ([0, 300, 301, 900], 2), ([0, 100, 200, 300], 4)),
)
def test_burst_is_the_most_within_five_minutes(times: list[int], most: int) -> None:
    assert burst_of(times) == most
