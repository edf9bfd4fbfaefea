"""Reading members."""

import secrets

from accounts.models import Member, OldUsername
from accounts.names import FORMER, RESERVED, username_stem


def display_name(member: Member) -> str:
    """The name that pages and mails call a member by."""
    return member.display_name


def member_by_email(email: str) -> Member | None:
    """The member with this address, proven or not, active or not."""
    return Member.objects.filter(email=email.strip().lower()).first()


def profile_of(username: str) -> Member | None:
    """The member at this address name. Former members keep their row but have no profile."""
    return Member.objects.filter(username=username.lower(), is_active=True).first()


def renamed_to(username: str) -> Member | None:
    """Who had this username before, for leading an old address to the new one."""
    old = OldUsername.objects.select_related("member").filter(username=username.lower()).first()
    return old.member if old is not None and old.member.is_active else None


def username_free(username: str, *, member: Member | None = None) -> bool:
    """Whether `member` (or a newcomer) may have this username: nobody has it or ever had it.

    Members first, then old names: a rename writes both at once, so that whoever no longer finds
    the name among the members finds it among the old ones.
    """
    taken = Member.objects.filter(username=username)
    if member is not None:
        taken = taken.exclude(pk=member.pk)
    if username in RESERVED or username.startswith(FORMER) or taken.exists():
        return False
    old = OldUsername.objects.filter(username=username)
    return not (old.exclude(member=member) if member is not None else old).exists()


def unused_username(display_name: str) -> str:
    """A username for a newcomer: the name, the name with a small number, then with a random one."""
    stem = username_stem(display_name)
    tries = [stem, *(f"{stem}-{number}" for number in range(2, 6))]
    taken = set(Member.objects.filter(username__in=tries).values_list("username", flat=True))
    taken |= set(OldUsername.objects.filter(username__in=tries).values_list("username", flat=True))
    if stem == "member":
        taken.add(stem)
    for username in tries:
        if username not in taken:
            return username
    # Six digits: 50 newcomers with one name at once collide once in some 800 times, and try again.
    while not username_free(username := f"{stem}-{secrets.randbelow(900_000) + 100_000}"):
        continue
    return username
