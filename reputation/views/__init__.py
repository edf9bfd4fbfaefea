from reputation.views.leaderboard import leaders, listed
from reputation.views.ranks import ranks
from reputation.views.rings import appeal, ring, ring_answer, rings, rings_check
from reputation.views.week import member_of_week
from reputation.views.why import why, why_csv

__all__ = [
    "appeal",
    "leaders",
    "listed",
    "member_of_week",
    "ranks",
    "ring",
    "ring_answer",
    "rings",
    "rings_check",
    "why",
    "why_csv",
]
