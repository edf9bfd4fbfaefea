"""Reading members."""

from accounts.models import Member


def display_name(member: Member) -> str:
    """The name that pages and mails call a member by."""
    return member.display_name
