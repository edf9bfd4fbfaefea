"""Words of the accounts room: roles, themes and what a notification is about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member is to the company. A superuser's honour is no role (see reputation)."""

    MEMBER = "member", _("Member")
    AMBASSADOR = "ambassador", _("Ambassador")
    STAFF = "staff", _("Staff")


COMPANY_ROLES = (Role.AMBASSADOR, Role.STAFF)
"""Who has one speaks for the company."""


class Theme(TextChoices):
    DEVICE = "", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class NotificationKind(TextChoices):
    """Why a member is told something; each can be told once per event and member."""

    ANSWER = "answer", _("An answer to your question")
    REPLY = "reply", _("A reply to a thread you watch")
    NEW_THREAD = "new_thread", _("A new thread on a board you watch")
    NAME_CALL = "name_call", _("Somebody named you")
    SOLVED = "solved", _("A thread you watch was solved")
    YOUR_ANSWER = "your_answer", _("Your answer became the Solution")
    CONFIRMED = "confirmed", _("An ambassador confirmed a Solution for you")
    RECOMMENDED = "recommended", _("Your answer was recommended")
    STATE = "state", _("Where a thread you watch stands")
    MODERATED = "moderated", _("The company moderated what you wrote")
    VOTES = "votes", _("Votes for you, or yours, that did not look independent")
    BADGE = "badge", _("You earned a badge")
    EDIT_SUGGESTED = "edit_suggested", _("Somebody suggested an edit of what you wrote")
    EDITED = "edited", _("Another member edited or sorted what you wrote")
    EDIT_DECIDED = "edit_decided", _("What became of an edit of yours")
    CREDITED = "credited", _("A how-to was made from your answer")
    CHECK = "check", _("A how-to of yours to look at again")
    PROGRAMME = "programme", _("The superuser programme")
    MERGED = "merged", _("Two accounts of yours became one")
    REVIEW_WANTED = "review_wanted", _("A post of the help blog waits for a review")
    POST_COMMENT = "post_comment", _("A comment on a post at the desk")
    POST_DECIDED = "post_decided", _("What became of a post of yours in the help blog")
    DESK = "desk", _("Work at the listening desk that is nearly due, or late")
    REMIND_SOLVED = "remind_solved", _("A reminder to say whether it was solved")


# What somebody's own words cause. Acts on a thread (a Solution, where it stands, the company's word)
# are told whoever did them.
MUTABLE = frozenset(
    {
        NotificationKind.ANSWER,
        NotificationKind.REPLY,
        NotificationKind.NEW_THREAD,
        NotificationKind.NAME_CALL,
        NotificationKind.EDIT_SUGGESTED,
    }
)


class Channel(TextChoices):
    """How a member hears of a kind of thing, beside the inbox, which has everything."""

    NOW = "now", _("By e-mail at once")
    DAILY = "daily", _("By e-mail once a day")
    WEEKLY = "weekly", _("By e-mail once a week")
    OFF = "off", _("In the inbox only")


DEFAULT_CHANNELS: dict[str, Channel] = {
    NotificationKind.NEW_THREAD: Channel.DAILY,
    NotificationKind.BADGE: Channel.OFF,
}
"""Where a member has not chosen: at once, but for what may be much."""


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped")
    WITHDRAWN = "undone", _("Taken back")
