from accounts.actions.deliveries import deliver_due
from accounts.actions.members import (
    change_preferences,
    join_member,
    rename_member,
    trust_email,
)
from accounts.actions.notifications import notify, notify_many

__all__ = [
    "change_preferences",
    "deliver_due",
    "join_member",
    "notify",
    "notify_many",
    "rename_member",
    "trust_email",
]
