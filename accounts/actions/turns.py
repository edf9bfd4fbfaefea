"""One at a time for each member: what a member does many times at once is done in turn."""

from accounts.models import Member


def take_turn(member: Member) -> None:
    """Hold the member's row until the transaction ends, so that who comes second finds what the
    first has written, and limits are counted right. Taken before anything else is held. Rows that
    point to the member may still be written by others meanwhile (no_key)."""
    list(Member.objects.select_for_update(no_key=True).filter(pk=member.pk).values_list("pk"))
