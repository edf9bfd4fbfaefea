"""Words of the forum: kinds of threads, their states, and how a Solution came about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    QUESTION = "question", _("Question")
    PROBLEM = "problem", _("Problem")
    IDEA = "idea", _("Idea")
    PRAISE = "praise", _("Praise")
    TALK = "talk", _("Talk")


class State(TextChoices):
    """Where a thread stands. Which states a kind may have is in STATES; solved is not kept here
    but follows from a standing Solution (see Thread.is_solved)."""

    OPEN = "open", _("Open")
    NEEDS_INFO = "needs_info", _("Needs more detail")
    REPORTED = "reported", _("Reported")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_PROGRESS = "in_progress", _("Fix in progress")
    FIXED = "fixed", _("Fixed")
    WONT_FIX = "wont_fix", _("Will not be fixed")
    CONSIDERING = "considering", _("Under consideration")
    PLANNED = "planned", _("Planned")
    SHIPPED = "shipped", _("Shipped")
    DECLINED = "declined", _("Declined")


STATES: dict[str, tuple[State, ...]] = {
    Kind.QUESTION: (State.OPEN, State.NEEDS_INFO),
    Kind.PROBLEM: (State.REPORTED, State.CONFIRMED, State.IN_PROGRESS, State.FIXED, State.WONT_FIX),
    Kind.IDEA: (State.OPEN, State.CONSIDERING, State.PLANNED, State.SHIPPED, State.DECLINED),
    Kind.PRAISE: (State.OPEN,),
    Kind.TALK: (State.OPEN,),
}
# Whoever asked or watches is told when a thread comes to one of these; fixed is told as solved.
TOLD_STATES = frozenset(
    {
        State.NEEDS_INFO,
        State.CONFIRMED,
        State.IN_PROGRESS,
        State.WONT_FIX,
        State.PLANNED,
        State.SHIPPED,
        State.DECLINED,
    }
)
# The company's last word: nothing is waited for any more.
CLOSED_STATES = frozenset({State.WONT_FIX, State.SHIPPED, State.DECLINED})
REASON_REQUIRED = frozenset({State.WONT_FIX, State.DECLINED})
SOLVABLE = frozenset({Kind.QUESTION, Kind.PROBLEM})
VOTABLE = frozenset({Kind.QUESTION, Kind.PROBLEM, Kind.IDEA})
ME_TOO = SOLVABLE
PAYS = VOTABLE
"""Where helpful votes, on the opening post and on replies, earn points: help, not chat."""


class PictureState(TextChoices):
    """RESERVED: its files are being made. READY: it may be shown. GONE: its files are going."""

    RESERVED = "reserved"
    READY = "ready"
    GONE = "gone"


class Format(TextChoices):
    """How a text was written. HTML comes from importers only and is never offered to write in."""

    MARKDOWN = "markdown", _("Markdown")
    HTML = "html", _("HTML")


class FlagReason(TextChoices):
    """What a member says is wrong with a post."""

    SPAM = "spam", _("Spam or advertising")
    HARM = "harm", _("Rude or harmful")
    PERSONAL = "personal", _("Shows personal data")
    PLACE = "place", _("In the wrong place")
    OTHER = "other", _("Something else")


class SuggestionState(TextChoices):
    """What became of a suggested edit. Whether an open one is out of date follows from the post."""

    OPEN = "open", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Taken back by who suggested it")
    UNDONE = "undone", _("Accepted, and undone since")


class LinkKind(TextChoices):
    RELATED = "related", _("Related")
    DUPLICATE = "duplicate", _("Duplicate of")
    FOLLOW_UP = "follow_up", _("Asked after")


ACT_WORDS = {
    "lock": _("Closed to new replies"),
    "unlock": _("Opened to replies again"),
    "move": _("Moved to another board"),
    "pin": _("Pinned"),
    "unpin": _("Unpinned"),
    "retag": _("Tags changed"),
    "duplicate": _("Marked as a duplicate"),
    "unduplicate": _("No duplicate any more"),
    "hide": _("Hidden"),
    "delete": _("Deleted"),
    "restore": _("Brought back"),
    "dismiss": _("Nothing wrong here"),
    "edit": _("Edited"),
    "accept": _("Accepted a suggested edit"),
    "refuse": _("Did not accept a suggested edit"),
    "revert": _("Took a member’s edit back"),
    "confirm": _("Confirmed as the Solution in the asker’s stead"),
    "undo": _("Undone"),
}
"""What a verb of the audit log says, as something that was done."""

# Verb → what it changes. An undo puts exactly that back.
ASPECTS = {
    "lock": "lock",
    "unlock": "lock",
    "move": "place",
    "pin": "pin",
    "unpin": "pin",
    "retag": "tags",
    "duplicate": "original",
    "unduplicate": "original",
    "hide": "gone",
    "delete": "gone",
    "restore": "gone",
    "dismiss": "flags",
    "edit": "words",
    "accept": "words",
    "revert": "words",
    "confirm": "solution",
}
# What was brought back is deleted or hidden anew rather than un-brought; an edit that was taken back is
# made anew.
UNDOABLE = frozenset(ASPECTS) - {"restore", "revert"}
