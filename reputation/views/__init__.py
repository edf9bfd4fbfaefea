from reputation.views.rings import appeal, ring, ring_answer, rings, rings_check
from reputation.views.why import why, why_csv

__all__ = ["appeal", "ring", "ring_answer", "rings", "rings_check", "why", "why_csv"]
