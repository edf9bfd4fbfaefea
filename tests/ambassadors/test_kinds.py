"""What a message is taken for, against what people say of it."""

import csv
import gzip
import json
from pathlib import Path

from ambassadors.enums import Kind
from ambassadors.kinds import guess
from tests.shared import shared_data

# Tweets of customers who answer a company, read by a person: 160 drawn by chance, and 120 drawn from
# those with a word that could be thanks, from which words were learned. Thanks are those messages whose
# point they are: not politeness under a request, and no irony.
LABELS = Path(__file__).parent / "thanks.csv"


def test_thanks_are_found() -> None:
    texts = {}
    with gzip.open(shared_data("tweets-twcs") / "twcs-first5000.jsonl.gz", "rt") as lines:
        for line in lines:
            row = json.loads(line)
            texts[str(row["tweet_id"])] = row["text"]
    found: dict[str, list[int]] = {}
    with LABELS.open(newline="") as rows:
        for row in csv.DictReader(rows):
            said = guess(texts[row["tweet"]]).kind == Kind.THANKS
            counts = found.setdefault(row["sample"], [0, 0, 0])
            if said or row["thanks"] == "1":
                counts[0 if said and row["thanks"] == "1" else 1 if said else 2] += 1
    # Right, taken for thanks wrongly, and missed.
    assert found == {"random": [16, 3, 1], "words": [74, 15, 3]}
