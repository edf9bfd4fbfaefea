"""What the pages of reputation have to show: honours, a nomination, votes that look alike, an edit."""

from accounts.models import Member
from forum.actions.suggested import suggest_edit
from forum.models import Reply
from reputation.actions.fold import fold
from reputation.actions.nominations import nominate_member
from reputation.actions.week import choose_member_of_the_week
from reputation.models import Finding, RingRun, Standing, Tier
from tests.conftest import make_member

EVIDENCE = {
    "votes": 9,
    "voter_votes": 11,
    "share": 0.06,
    "quick": 7,
    "minutes": 5,
    "back": 8,
    "young": True,
    "shared": False,
    "members": 2,
    "surprise": 12.0,
    "signs": ["both_ways", "quick"],
}


def celebrate(answer: Reply, tomasz: Member, sasha: Member, maren: Member) -> None:
    """Everything once. Sasha has the points to suggest an edit."""
    fold()
    Standing.objects.update_or_create(member=sasha, defaults={"points": 300})
    suggest_edit(answer, by=sasha, source="Shorter words, **warm** rooms.", note="Easier to read")
    choose_member_of_the_week(tomasz, words="For warm rooms all week.", by=maren)
    rune = make_member("rune", display_name="Rune Aasen")
    tier = Tier.objects.get_or_create(key="superuser", defaults={"name": "Superuser"})[0].key
    nominate_member(rune, tier=tier, by=maren, reason="Kind, and right.")
    run = RingRun.objects.create(votes=20, pairs=1)
    Finding.objects.create(run=run, cluster=1, voter=sasha, author=tomasz, evidence=EVIDENCE)
