from accounts.models.members import Member, OldUsername
from accounts.models.notifications import Notification
from accounts.models.versions import Version

__all__ = ["Member", "Notification", "OldUsername", "Version"]
