from accounts.queries.members import (
    display_name,
    has_proven,
    known,
    member_by_email,
    profile_of,
    renamed_to,
    unused_username,
    username_free,
)

__all__ = [
    "display_name",
    "has_proven",
    "known",
    "member_by_email",
    "profile_of",
    "renamed_to",
    "unused_username",
    "username_free",
]
