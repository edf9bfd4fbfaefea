from accounts.views.preferences import preferences
from accounts.views.profile import profile

__all__ = ["preferences", "profile"]
