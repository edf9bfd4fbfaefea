from reputation.views.desk import nominate, nomination_review, superusers_moderate
from reputation.views.leaderboard import leaders, listed
from reputation.views.programme import invitation, superusers
from reputation.views.ranks import ranks
from reputation.views.rings import appeal, ring, ring_answer, rings, rings_check
from reputation.views.terms import member_programme
from reputation.views.week import member_of_week
from reputation.views.why import why, why_csv

__all__ = [
    "appeal",
    "invitation",
    "leaders",
    "listed",
    "member_of_week",
    "member_programme",
    "nominate",
    "nomination_review",
    "ranks",
    "ring",
    "ring_answer",
    "rings",
    "rings_check",
    "superusers",
    "superusers_moderate",
    "why",
    "why_csv",
]
