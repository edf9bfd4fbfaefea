from accounts.views.enrol import enrol
from accounts.views.face import face
from accounts.views.inbox import inbox, inbox_open, inbox_read
from accounts.views.invitations import (
    group_leave,
    group_remove,
    invitation,
    invitation_revoke,
    invitations,
)
from accounts.views.language import language
from accounts.views.links import links
from accounts.views.media import media
from accounts.views.mutes import member_mute
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
    "group_leave",
    "group_remove",
    "inbox",
    "inbox_open",
    "inbox_read",
    "invitation",
    "invitation_revoke",
    "invitations",
    "language",
    "links",
    "media",
    "member_mute",
    "preferences",
    "profile",
    "site_settings",
    "site_style",
    "unsubscribe",
]
