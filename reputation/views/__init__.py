from reputation.views.leaderboard import leaders, listed
from reputation.views.ranks import ranks
from reputation.views.week import member_of_week
from reputation.views.why import why, why_csv

__all__ = ["leaders", "listed", "member_of_week", "ranks", "why", "why_csv"]
