"""Names of what the help blog holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How much somebody must know already."""

    EASY = "easy", _("For everyone")
    SOME = "some", _("Some practice")
    EXPERT = "expert", _("For experts")


class Callout(TextChoices):
    """What stands out of a step, and why."""

    TIP = "tip", _("Tip")
    NOTE = "note", _("Note")
    WARNING = "warning", _("Warning")


class Status(TextChoices):
    """Where a known issue stands; closed ones are shown on no board any more."""

    LOOKING = "looking", _("We are looking into it")
    KNOWN = "known", _("We know the cause")
    FIXING = "fixing", _("A fix is on its way")
    CLOSED = "closed", _("Closed")


class Part(TextChoices):
    """What somebody has to do with a post, beside its author."""

    AUTHOR = "author", _("Wrote it too")
    SOLVER = "solver", _("Found the solution")
    ASKER = "asker", _("Asked")


class Doubt(TextChoices):
    """Why somebody should look at a how-to again. The label completes "Check me: …"."""

    UNSOLVED = "unsolved", _("its source is not the Solution any more")
    EDITED = "edited", _("its source was edited")
    OUTVOTED = "outvoted", _("readers found its source unhelpful")
    GONE = "gone", _("its source is gone")
    RELEASE = "release", _("there is a newer version of the product")
    LINK = "link", _("a link leads nowhere")
    UNHELPFUL = "unhelpful", _("fewer readers find it helpful")
    DUE = "due", _("its date of review has come")
    LATE = "late", _("the news that it promised has not come")


# What is the author's business alone; of the others readers are told.
FOR_AUTHORS = frozenset({Doubt.LINK, Doubt.DUE, Doubt.LATE, Doubt.UNHELPFUL})


class Verdict(TextChoices):
    """What became of a post; begins the line that tells its author."""

    PUBLISHED = "published", _("Published.")
    APPROVED = "approved", _("Approved: it is published at its hour.")
    SENT_BACK = "sent_back", _("Sent back.")
    TAKEN_OFF = "taken_off", _("Taken off the pages.")
    EXPIRED = "expired", _("Its time is over: it is off the pages.")


class LinkState(TextChoices):
    """What became of a link that was looked at."""

    WAITING = "waiting", _("Not looked at yet")
    GOOD = "good", _("It works")
    BROKEN = "broken", _("It leads nowhere")
    UNKNOWN = "unknown", _("It could not be looked at")
