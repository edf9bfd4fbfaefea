from accounts.views.enrol import enrol
from accounts.views.face import face
from accounts.views.inbox import inbox, inbox_open, inbox_read
from accounts.views.media import media
from accounts.views.preferences import preferences
from accounts.views.privacy import erase, export
from accounts.views.profile import profile
from accounts.views.site import site_settings, site_style
from accounts.views.unsubscribe import unsubscribe

__all__ = [
    "enrol",
    "erase",
    "export",
    "face",
    "inbox",
    "inbox_open",
    "inbox_read",
    "media",
    "preferences",
    "profile",
    "site_settings",
    "site_style",
    "unsubscribe",
]
