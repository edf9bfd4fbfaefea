"""What the desk keeps."""

from ambassadors.models.channels import Channel, Gap, Look, Spend, Stream
from ambassadors.models.handoffs import Department, HandOff
from ambassadors.models.issues import Issue, IssuePart, IssueState
from ambassadors.models.items import Claim, Item, ItemEvent, SavedView
from ambassadors.models.macros import Macro, MacroState
from ambassadors.models.mentions import Burial, Contact, Mention
from ambassadors.models.noise import NoiseRule, Sampled, Verdict
from ambassadors.models.outgoing import Outgoing, Promotion
from ambassadors.models.people import DeskSettings, Duty, HandOver, OpenHours, Shift, Target
from ambassadors.models.private import PrivateForm

__all__ = [
    "Burial",
    "Channel",
    "Claim",
    "Contact",
    "Department",
    "DeskSettings",
    "Duty",
    "Gap",
    "HandOff",
    "HandOver",
    "Issue",
    "IssuePart",
    "IssueState",
    "Item",
    "ItemEvent",
    "Look",
    "Macro",
    "MacroState",
    "Mention",
    "NoiseRule",
    "OpenHours",
    "Outgoing",
    "PrivateForm",
    "Promotion",
    "Sampled",
    "SavedView",
    "Shift",
    "Spend",
    "Stream",
    "Target",
    "Verdict",
]
