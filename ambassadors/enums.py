"""Names of what the desk holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Network(TextChoices):
    """Where a mention was written; the label is the network's own name."""

    X = "x", _("X")
    BLUESKY = "bluesky", _("Bluesky")
    MASTODON = "mastodon", _("Mastodon")
    BLOG = "blog", _("Blog")


class ChannelKind(TextChoices):
    """How mentions come in."""

    X = "x", _("X")
    BLUESKY = "bluesky", _("Bluesky")
    MASTODON = "mastodon", _("Mastodon")
    FEED = "feed", _("Feed")
    FILE = "file", _("File")


class State(TextChoices):
    """Where a piece of work stands. Whether somebody has claimed it is no state: a claim runs out
    by itself, and what was claimed is then as it was before."""

    NEW = "new", _("New")
    TRIAGED = "triaged", _("Looked at")
    ANSWERED = "answered", _("Answered")
    PROMOTED = "promoted", _("Promoted")
    HANDED_OFF = "handed_off", _("Handed off")
    RESOLVED = "resolved", _("Resolved")
    IGNORED = "ignored", _("Ignored")


# What waits for somebody.
WAITING = (State.NEW, State.TRIAGED)


class Kind(TextChoices):
    """What a mention is."""

    QUESTION = "question", _("Question")
    PROBLEM = "problem", _("Problem")
    IDEA = "idea", _("Idea")
    PRAISE = "praise", _("Praise")
    THANKS = "thanks", _("Thanks")
    CHATTER = "chatter", _("Chatter")


class Mood(TextChoices):
    """How it sounds."""

    NEGATIVE = "negative", _("Upset")
    NEUTRAL = "neutral", _("Even")
    POSITIVE = "positive", _("Pleased")


class Ignored(TextChoices):
    """Why a piece of work needs no action."""

    NOT_IGNORED = "", ""
    RULE = "rule", _("A rule takes it for noise")
    NOT_US = "not_us", _("It is not about us")
    NO_ACTION = "no_action", _("It needs no answer")
    SPAM = "spam", _("Spam")
    DUPLICATE = "duplicate", _("The same person said it before")
    ENDED = "ended", _("No further reply will help")
    GONE = "gone", _("It is gone from the network")
    SOLVED = "solved", _("Others answered it")


class NoiseKind(TextChoices):
    """What a rule looks at."""

    OWN_REPOST = "own_repost", _("Our own words, passed on")
    GIVEAWAY = "giveaway", _("Giveaways and prize draws")
    ADDRESS = "address", _("Our name is a part of a mail address")
    WORD = "word", _("Contains a word or phrase")
    LANGUAGE = "language", _("In a language that nobody here reads")
    BOT = "bot", _("An account that is known to be a machine")


class OutgoingKind(TextChoices):
    """What is sent: the first three to somebody, the others to everybody."""

    ANSWER = "answer", _("Answer")
    FOLLOW_UP = "follow_up", _("Follow-up")
    OUTCOME = "outcome", _("What came of it")
    TIP = "tip", _("Tip")
    SHIFT = "shift", _("Who is on duty")


class OutgoingState(TextChoices):
    """Where a message of ours stands. Only `ready` is ever sent by the worker."""

    APPROVAL = "approval", _("Waits for a second pair of eyes")
    READY = "ready", _("About to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("The network did not say whether it was sent")
    BY_HAND = "by_hand", _("You send it yourself")
    FAILED = "failed", _("Not sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Gone(TextChoices):
    """Why a mention is shown no more."""

    STANDING = "", ""
    DELETED = "deleted", _("It was deleted")
    PROTECTED = "protected", _("Its author made it private")
    SUSPENDED = "suspended", _("The network closed the account")
    WITHHELD = "withheld", _("The network withholds it")
    EDITED = "edited", _("It was changed")
    RETENTION = "retention", _("It was kept as long as it may be")
    ERASED = "erased", _("Its author asked us")


class Step(TextChoices):
    """What happened to a piece of work, for its history and for the figures."""

    ARRIVED = "arrived", _("Arrived")
    IGNORED = "ignored", _("Ignored")
    TRIAGED = "triaged", _("Looked at")
    CLAIMED = "claimed", _("Claimed")
    RELEASED = "released", _("Given back")
    TAKEN_OVER = "taken_over", _("Taken over")
    CORRECTED = "corrected", _("Corrected")
    ANSWERED = "answered", _("Answered")
    PROMOTED = "promoted", _("Promoted")
    HANDED_OFF = "handed_off", _("Handed off")
    RESOLVED = "resolved", _("Resolved")
    REOPENED = "reopened", _("Opened again")
    LATE = "late", _("Late")
    ASKED = "asked", _("Asked for something in private")
    FILLED = "filled", _("The private form came back")
    READ = "read", _("Read what came in private")
    BURIED = "buried", _("Gone from the network")
