"""What has to be true of votes before a pair of members is named. The figures are data: each has a
name, a default, a range and the reason for it; a site may set its own (`checked` refuses nonsense).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusals import Refusal


@dataclass(frozen=True)
class Thresholds:
    """See FIGURES for what each is and why it is so."""

    weeks: int = 26
    pair_posts: int = 8
    edge_posts: int = 3
    chance: float = 0.001
    liking: float = 2.0
    cover: float = 0.45
    edge_cover: float = 0.2
    beyond: float = 0.5
    beyond_fans: float = 0.3
    density: float = 0.5
    signs: float = 2.0
    inflow: float = 0.25
    outflow: float = 0.4
    quick_minutes: int = 5
    quick_share: float = 0.3
    quick_least: float = 0.02
    even: float = 0.2
    burst: int = 6
    young_days: int = 30
    wrote_share: float = 0.34
    own_thread: float = 0.5
    tag_voters: int = 12
    turns: int = 3
    cluster: int = 10


@dataclass(frozen=True)
class Figure:
    """The range of a threshold, and what it is, in words for whoever sets it."""

    least: float
    most: float
    words: str | Promise


_w = gettext_lazy
FIGURES: Mapping[str, Figure] = {
    # Longer and old friendships add up; shorter and a slow ring stays under everything.
    "weeks": Figure(4, 104, _w("Weeks of votes that are looked at")),
    # Meta Stack Exchange proposes ten votes; rings of two are found a little earlier.
    "pair_posts": Figure(3, 100, _w("Posts that one member voted on before they are looked at")),
    # Within a group each pair may be thin, while the group is not.
    "edge_posts": Figure(2, 100, _w("Posts voted on that tie two members to a group")),
    # Over all pairs of a run together: one run in a thousand names somebody by chance.
    "chance": Figure(1e-9, 0.1, _w("Chance of naming anybody where all vote independently")),
    # People may well like somebody's answers twice as much as others'.
    "liking": Figure(1, 20, _w("How many times as much as by chance anybody may like an author")),
    # Friends read a part of what friends write, and like a part of that.
    "cover": Figure(
        0.05, 1, _w("Share of an author's visible posts that was voted on, in a group")
    ),
    "edge_cover": Figure(0.05, 1, _w("The same, for one pair that belongs to a group")),
    # Votes beyond one's share are no wrong; that they are quick and thorough as well has to be
    # half as sure, and of accounts that only vote, for one author, a third.
    "beyond": Figure(0.1, 2, _w("How sure haste and thoroughness have to be, beside the share")),
    "beyond_fans": Figure(0.1, 2, _w("The same for accounts that vote for one author alone")),
    "density": Figure(0.1, 1, _w("Share of a group's possible pairs that are tied")),
    # One sign is a coincidence. Age and shared devices count half, and never alone.
    "signs": Figure(1, 5, _w("Signs beside the share that a group must show")),
    "inflow": Figure(0.05, 1, _w("Sign: share of an author's votes that come from the group")),
    "outflow": Figure(0.05, 1, _w("Sign: share of a voter's votes that stay in the group")),
    "quick_minutes": Figure(1, 1440, _w("Minutes after a post in which a vote is quick")),
    "quick_share": Figure(0.05, 1, _w("Sign: share of the votes that are quick")),
    # However unhurried a community is, some votes come at once.
    "quick_least": Figure(0.001, 0.5, _w("Share of all votes that may well be quick")),
    "even": Figure(0.05, 1, _w("Sign: share of the votes got that is given back")),
    "burst": Figure(3, 100, _w("Sign: votes for one author within five minutes")),
    "young_days": Figure(1, 365, _w("Days after joining in which a vote is a young account's")),
    # Throw-away accounts vote and hardly write.
    "wrote_share": Figure(0, 1, _w("Posts per vote under which an account only votes")),
    # Whoever asks may thank whoever answers, every second time at least.
    "own_thread": Figure(0.05, 1, _w("Expected share of votes under one's own question")),
    # So many make a tag a place of its own; a ring cannot make one for itself.
    "tag_voters": Figure(11, 1000, _w("Voters that make a tag a place of its own")),
    "turns": Figure(1, 10, _w("Times that a vote on one post counts when it comes and goes")),
    "cluster": Figure(2, 10, _w("Members of a group at most")),
}
DEFAULTS = Thresholds()
WHOLE = frozenset(field.name for field in fields(Thresholds) if field.type in (int, "int"))


def checked(data: Any) -> Thresholds:
    """The thresholds that `data` (of a form or the database) describes; those that are missing are
    as by default. Raises Refusal that names what is unknown, no number, or out of range."""
    if not isinstance(data, Mapping):
        raise Refusal(_("Thresholds are numbers by name."))
    for name, value in data.items():
        if name not in FIGURES:
            raise Refusal(_("There is no threshold named %(name)s.") % {"name": str(name)[:40]})
        figure, kinds = FIGURES[name], (int,) if name in WHOLE else (int, float)
        said = {"name": figure.words, "least": figure.least, "most": figure.most}
        if isinstance(value, bool) or not isinstance(value, kinds):
            raise Refusal(_("“%(name)s” is not a number that fits.") % said)
        if not figure.least <= value <= figure.most:
            raise Refusal(_("“%(name)s” has to be between %(least)s and %(most)s.") % said)
    found = replace(DEFAULTS, **data)
    if found.edge_posts > found.pair_posts or found.edge_cover > found.cover:
        raise Refusal(_("One pair of a group cannot need more than a pair by itself."))
    return found
