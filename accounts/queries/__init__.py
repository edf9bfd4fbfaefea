from accounts.queries.members import (
    addresses_of,
    display_name,
    has_proven,
    known,
    member_by_email,
    member_named,
    profile_of,
    renamed_to,
    unused_username,
    username_free,
)

__all__ = [
    "addresses_of",
    "display_name",
    "has_proven",
    "known",
    "member_by_email",
    "member_named",
    "profile_of",
    "renamed_to",
    "unused_username",
    "username_free",
]
