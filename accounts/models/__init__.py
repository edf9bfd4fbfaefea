from accounts.models.audit import AuditEntry
from accounts.models.members import Member, OldUsername
from accounts.models.notifications import Notification
from accounts.models.site import SiteSettings
from accounts.models.versions import Version

__all__ = ["AuditEntry", "Member", "Notification", "OldUsername", "SiteSettings", "Version"]
