from reputation.views.desk import nominate, nomination_review, superusers_moderate
from reputation.views.programme import invitation, superusers
from reputation.views.terms import member_programme
from reputation.views.why import why, why_csv

__all__ = [
    "invitation",
    "member_programme",
    "nominate",
    "nomination_review",
    "superusers",
    "superusers_moderate",
    "why",
    "why_csv",
]
