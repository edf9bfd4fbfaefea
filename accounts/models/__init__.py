from accounts.models.audit import AuditEntry
from accounts.models.invitations import Invitation, InvitationUse
from accounts.models.members import Member, OldUsername
from accounts.models.notifications import Delivery, Notification
from accounts.models.people import Mute, ProfileLink
from accounts.models.site import SiteSettings
from accounts.models.versions import Version

__all__ = [
    "AuditEntry",
    "Delivery",
    "Invitation",
    "InvitationUse",
    "Member",
    "Mute",
    "Notification",
    "OldUsername",
    "ProfileLink",
    "SiteSettings",
    "Version",
]
