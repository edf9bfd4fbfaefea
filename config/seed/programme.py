"""The superuser programme of the invented community: terms that began, a nomination that waits, and the
superusers' own board. Told by the same actions that people's clicks call."""

from datetime import datetime, timedelta

from accounts.enums import NotificationKind
from accounts.models import Member, Notification
from forum.actions.boards import make_superusers_board
from forum.models import Section
from reputation.actions.nominations import nominate_member, review_nomination
from reputation.actions.perks import record_perk
from reputation.actions.terms import accept_invitation
from reputation.models import Nomination
from reputation.queries.programme import guidelines_now

TIER = "superuser"
SECTION = "around-the-hearth"
BOARD_WORDS = "Where superusers and Ostrel talk among themselves. Nothing is earned here."
NOMINATOR, REVIEWERS = "saoirse", ("kenji", "wanjiru")
# Who waits for the second reviewer.
NOMINEE = "rune"
REASONS = {
    "tomasz": "Short answers that work, and never a word too sharp for somebody whose boiler is out.",
    "rune": "Knows pumps better than our manual does, and draws them for people who ask.",
}
FIRST_REASON = "Helped many people over the years, and patiently."


def tell_programme(members: dict[str, Member], honoured: list[str], *, now: datetime) -> None:
    """Give everybody in `honoured` a term that began some months ago, and leave one nomination to be
    reviewed."""
    make_superusers_board(section=Section.objects.get(slug=SECTION), description=BOARD_WORDS)
    for days, name in enumerate(honoured, start=150):
        _begin_term(members, name, at=now - timedelta(days=days))
    record_perk(
        members["tomasz"],
        what="A Hearth of the first series, signed by the workshop",
        by=members[NOMINATOR],
        note="For the shelf, not for the boiler room",
        at=now - timedelta(days=20),
    )
    # What happened long ago was read long ago.
    told = Notification.objects.filter(kind=NotificationKind.PROGRAMME)
    told.update(read_at=now - timedelta(days=10))
    _nominate(members, NOMINEE, at=now - timedelta(days=2))


def _nominate(members: dict[str, Member], name: str, *, at: datetime) -> Nomination:
    reason = REASONS.get(name, FIRST_REASON)
    made = nominate_member(members[name], tier=TIER, by=members[NOMINATOR], reason=reason, at=at)
    first = members[REVIEWERS[0]]
    words = "I read their threads of the last months. Yes."
    review_nomination(made, by=first, is_yes=True, reason=words, at=at + timedelta(hours=5))
    return made


def _begin_term(members: dict[str, Member], name: str, *, at: datetime) -> None:
    made = _nominate(members, name, at=at)
    second, later = members[REVIEWERS[1]], at + timedelta(days=1)
    review_nomination(made, by=second, is_yes=True, reason="Agreed.", at=later)
    member = Member.objects.get(pk=members[name].pk)
    number = guidelines_now().number
    accept_invitation(made, by=member, guidelines=number, at=later + timedelta(hours=3))
