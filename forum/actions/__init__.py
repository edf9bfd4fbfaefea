"""Writing the forum: one verb each, one transaction, effects readable from top to bottom."""
