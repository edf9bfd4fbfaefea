"""What counts how much in a match. Every figure is fitted on development sets: docs/relevance.md."""

# A word in the title, question, Solution and other answers.
FIELDS = {"title": 2.0, "question": 1.0, "solution": 1.2, "answers": 0.7}
CODE = 3.0
# A word that several fields have: the best field counts whole, each other one this much.
TIE = 0.3
# A word with a typing mistake, or the beginning of one.
ALIKE = 0.5
