"""What visitors of the invented community looked for, so that the page of it shows something."""

import random

from search.actions.learning import note_asked, note_click, note_offer, note_search
from search.models import OfferOutcome, SearchEntry
from search.models.log import new_token

# Words, hits, how often they were looked for, and how often a hit was opened.
SEARCHED = (
    ("hub offline", 6, 14, 9),
    ("hub keeps going offline", 5, 6, 3),
    ("radiator cold upstairs", 4, 9, 7),
    ("child lock", 2, 7, 5),
    ("matter support", 0, 8, 0),
    ("does it support matter", 0, 4, 0),
    ("solar panels", 0, 5, 0),
    ("replace battery valve", 3, 6, 0),
    ("valve battery empty", 3, 3, 0),
    ("fehler 0x31", 0, 3, 0),
    ("ketel", 0, 4, 0),
)
OFFERED = ((OfferOutcome.ASKED, 9), (OfferOutcome.LEFT, 12))


def note_seeded_searches() -> None:
    """Once, on a place where nobody has searched yet."""
    if SearchEntry.objects.exists():
        return
    dice = random.Random(3)  # noqa: S311 (an invented history)
    for text, hits, times, opened in SEARCHED:
        for number in range(times):
            token = new_token()
            note_search(text, language="en", hits=hits, token=token)
            if number < opened:
                note_click(token, position=dice.choice((1, 1, 1, 2, 3)))
            elif not hits and number % 3 == 0:
                note_asked(token)
    for outcome, times in OFFERED:
        for _ in range(times):
            note_offer(new_token(), "hub offline", language="en", outcome=outcome)
