from reputation.views.why import why, why_csv

__all__ = ["why", "why_csv"]
