"""Reading members."""

import secrets

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.models import Member, OldUsername
from accounts.names import FORMER, RESERVED, username_stem


def display_name(member: Member) -> str:
    """The name that pages and mails call a member by."""
    return member.display_name


def member_by_email(email: str) -> Member | None:
    """The member with this address, proven or not, active or not."""
    return Member.objects.filter(email=email.strip().lower()).first()


def known(members: QuerySet[Member]) -> QuerySet[Member]:
    """Those of `members` whom others may see and name: an address of theirs is proven, or they have
    none, as authors who were imported. Of others nobody knows whether they ever came here: somebody
    may have typed their address. No query of its own."""
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return members.filter(Q(email=None) | Exists(proven), is_active=True)


def has_proven(member: Member, email: str) -> bool:
    """Whether this very address of the member is proven."""
    rows = EmailAddress.objects.filter(user=member, email__iexact=email, verified=True)
    return rows.exists()


def addresses_of(member: Member) -> set[str]:
    """Theirs, proven or not, in small letters."""
    addresses = set(EmailAddress.objects.filter(user=member).values_list("email", flat=True))
    return {address.lower() for address in addresses | {member.email} if address}


def profile_of(username: str) -> Member | None:
    """The member at this address name. Former members keep their row but have no profile, and
    whoever has proven no address has none yet."""
    return known(Member.objects.filter(username=username.lower())).first()


def renamed_to(username: str) -> Member | None:
    """Who had this username before, for leading an old address to the new one."""
    old = OldUsername.objects.filter(username=username.lower())
    return known(Member.objects.filter(pk__in=old.values("member"))).first()


def member_named(username: str) -> Member:
    """The member at this address name, or who had it before. Raises Http404 where there is none."""
    member = profile_of(username) or renamed_to(username)
    if member is None:
        raise Http404
    return member


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
