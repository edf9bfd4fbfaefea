"""What counts how much in a match. Every figure is fitted on development sets: docs/relevance.md."""

# A word in the title, question, Solution and other answers.
FIELDS = {"title": 1.0, "question": 1.0, "solution": 1.0, "answers": 1.0}
CODE = 3.0
# A word that several fields have counts for each: the best one whole, the others this much. Another
# figure than 1 needs another query in search.engines.tantivy_queries, which adds them up.
TIE = 1.0
# A word with a typing mistake, or the beginning of one.
ALIKE = 0.5
