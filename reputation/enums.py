"""Names of what the ledger holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ledger(TextChoices):
    """Employees earn apart: what somebody wrote as one counts in the employees' ledger."""

    CUSTOMER = "customer", _("Customers")
    EMPLOYEE = "employee", _("Employees")


class Rule(TextChoices):
    """What points are given and taken for; the label is the reason that members read."""

    ANSWER_HELPFUL = "answer_helpful", _("Somebody found an answer helpful")
    QUESTION_HELPFUL = "question_helpful", _("Somebody found a thread helpful")
    SOLUTION = "solution", _("An answer solved it")
    ACCEPTING = "accepting", _("You said what solved it")
    RECOMMENDED = "recommended", _("The company recommends an answer")
    HOWTO = "howto", _("A how-to was made from an answer")
    EDIT_APPROVED = "edit_approved", _("An edit was accepted")
    UNHELPFUL = "unhelpful", _("Somebody found it unhelpful")
    UNHELPFUL_GIVEN = "unhelpful_given", _("You found an answer unhelpful")
    FLAG_UPHELD = "flag_upheld", _("Taken off the pages as spam or abuse")
    # Brings the sum of a day to what the caps allow.
    CAP = "cap", _("More than a day counts")


class Why(TextChoices):
    """Why a row was reversed."""

    NOT_REVERSED = "", ""
    UNDONE = "undone", _("It was taken back")
    GONE = "gone", _("The post is gone")
    CORRECTED = "corrected", _("The rule was corrected")
    DAY = "day", _("The day was counted again")
    FULL = "full", _("Enough other edits count")
    RING = "ring", _("The votes were not independent")
    HELD = "held", _("It waits until somebody has looked")
    CLEARED = "cleared", _("Somebody has looked, and all is well")
    MERGED = "merged", _("Two accounts of one person became one")


class FindingState(TextChoices):
    """Where a finding about somebody's votes stands; the label says it to those concerned."""

    OPEN = "open", _("Somebody of the company will look at this")
    HELD = "held", _("The points wait")
    REVERSED = "reversed", _("The points were taken back")
    CLEARED = "cleared", _("All is well")


class TraceKind(TextChoices):
    """What a digest was made of."""

    NETWORK = "network", _("Network")
    DEVICE = "device", _("Device")


class Privilege(TextChoices):
    """What points open; the label completes "You need so many points to …"."""

    VOTE_UP = "vote_up", _("say that something was helpful")
    COMMENT = "comment", _("comment")
    VOTE_DOWN = "vote_down", _("say that something was unhelpful")
    MORE_LINKS = "more_links", _("put many links and pictures into a text")
    SUGGEST_EDIT = "suggest_edit", _("suggest edits of what others wrote")
    RETAG = "retag", _("change the tags of others’ threads")
    EDIT_FREELY = "edit_freely", _("edit what others wrote, and mark duplicates")
    REVIEW_EDITS = "review_edits", _("review suggested edits")


LOSSES = frozenset({Rule.UNHELPFUL, Rule.UNHELPFUL_GIVEN, Rule.FLAG_UPHELD})
CAPPED = frozenset({Rule.ANSWER_HELPFUL, Rule.QUESTION_HELPFUL, Rule.EDIT_APPROVED})
"""Of these no more counts on a day than the caps allow."""


class Capability(TextChoices):
    """What a term as Superuser opens, each by itself; the label completes "You may …"."""

    RECOMMEND = "recommend", _("suggest edits of what others wrote")
    MARK_DUPLICATE = "mark_duplicate", _("mark duplicates")
    MOVE = "move", _("move threads to another board")
    RETAG = "retag", _("change the tags of others’ threads")
    CONFIRM_SOLUTION = "confirm_solution", _("confirm a Solution when the asker stays away")


class Stage(TextChoices):
    """Where a nomination stands. It is open while it is reviewed and while the member is invited."""

    NOMINATED = "nominated", _("In review")
    INVITED = "invited", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not approved")
    TURNED_DOWN = "turned_down", _("Turned down")
    LAPSED = "lapsed", _("Lapsed")


OPEN_STAGES = (Stage.NOMINATED, Stage.INVITED)


class End(TextChoices):
    """Why a term ended."""

    RUNNING = "", ""
    RUN_OUT = "run_out", _("The term ran out")
    RENEWED = "renewed", _("A new term began")
    STEPPED_DOWN = "stepped_down", _("Stepped down")
    EMPLOYED = "employed", _("Became an employee")
    WITHDRAWN = "withdrawn", _("Ended by the company")
    CLOSED = "closed", _("The account was closed")


ALUMNI_ENDS = (End.RUN_OUT, End.STEPPED_DOWN, End.EMPLOYED)
"""After these somebody is one of the former superusers, whom people thank."""


class Step(TextChoices):
    """A step of the programme, as whom it concerns is told of it."""

    NOMINATED = "nominated", _("A nomination waits for two reviewers.")
    REVIEWED = "reviewed", _("A first reviewer said yes.")
    DECLINED = "declined", _("A reviewer said no, so the nomination is closed.")
    INVITED = "invited", _("You are invited to be a Superuser of this community.")
    APPROVED = "approved", _("Two reviewers said yes, so the member is invited.")
    ACCEPTED = "accepted", _("The invitation was accepted, and the term has begun.")
    TURNED_DOWN = "turned_down", _("The invitation was turned down.")
    LAPSED = "lapsed", _("The invitation was not answered, and has lapsed.")
    RENEWAL = "renewal", _("The term ends soon, so its renewal is reviewed.")
    NOT_RENEWED = "not_renewed", _("The term is not renewed. Thank you for all the help so far.")
    ENDED = "ended", _("The term as Superuser has ended.")
    MOVED_END = "moved_end", _("The term ends on another day than before.")
    WITHDRAWN = "withdrawn", _("Something that the term opens was taken away.")
    GIVEN_BACK = "given_back", _("Something that the term opens was given back.")
    PERK = "perk", _("Something was given as thanks.")
