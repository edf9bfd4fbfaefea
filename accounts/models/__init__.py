from accounts.models.audit import AuditEntry
from accounts.models.members import Member, OldUsername
from accounts.models.notifications import Delivery, Notification
from accounts.models.site import SiteSettings
from accounts.models.versions import Version

__all__ = [
    "AuditEntry",
    "Delivery",
    "Member",
    "Notification",
    "OldUsername",
    "SiteSettings",
    "Version",
]
