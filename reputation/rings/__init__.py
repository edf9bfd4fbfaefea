"""Votes that were not independent: who is found, by what thresholds, and how that is tried."""
