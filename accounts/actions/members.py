"""Writing members: joining, renaming, preferences."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.channels import channel_of
from accounts.enums import Channel, DeliveryState, NotificationKind
from accounts.models import Delivery, Member, OldUsername
from accounts.permissions import check_can_change_member, check_can_rename
from accounts.queries import member_by_email, unused_username
from accounts.refusals import Refusal

PREFERENCES = frozenset(
    {
        "display_name",
        "about",
        "time_zone",
        "language",
        "theme",
        "wants_solved_reminders",
        "wants_mail",
        "channels",
    }
)
NAME_TRIES = 8


def with_unused_username(display_name: str, write: Callable[[str], None]) -> None:
    """Call `write(username)` until the name was not taken by somebody else in the same moment.

    Raises IntegrityError when it fails for another reason (a taken e-mail, for one) or for ever.
    """
    for attempt in range(NAME_TRIES):
        username = unused_username(display_name)
        try:
            with transaction.atomic():
                write(username)
        except IntegrityError:
            taken = Member.objects.filter(username=username).exists()
            if not taken or attempt + 1 == NAME_TRIES:
                raise
        else:
            return


def name_newcomer(member: Member, display_name: str) -> None:
    """Another name, and the address name that goes with it, for somebody who has just proven their
    address for the first time: nobody has met them under the first one."""

    def write(username: str) -> None:
        Member.objects.filter(pk=member.pk).update(username=username, display_name=display_name)

    if display_name != member.display_name:
        with_unused_username(display_name, write)
        member.refresh_from_db()


def join_member(*, email: str, display_name: str, language: str = "") -> Member:
    """The member with this address; when there is none, a new one whose address is not proven and
    who reads `language`.

    Called for people who have proven nothing yet: the caller must not show which of both it was.
    """
    email = email.strip().lower()

    def write(username: str) -> None:
        made = Member.objects.create_user(
            username, email, display_name=display_name, language=language
        )
        EmailAddress.objects.create(user=made, email=email, primary=True, verified=False)

    member = member_by_email(email)
    if member is None:
        try:
            with_unused_username(display_name, write)
        except IntegrityError:
            # Somebody else joined with this address in the same moment: one account is right.
            if member_by_email(email) is None:
                raise
        member = member_by_email(email)
        assert member is not None  # noqa: S101
    return member


def trust_email(member: Member) -> None:
    """Take a member's address as proven without a mail: for seeds and staff made by a command."""
    if member.email:
        EmailAddress.objects.update_or_create(
            user=member, email=member.email, defaults={"verified": True, "primary": True}
        )


@transaction.atomic
def rename_member(member: Member, *, username: str, by: Member) -> None:
    """Give the member another address name; the old one leads to it and stays theirs.

    Raises Refusal when the name is not free or was changed too often.
    """
    username = username.lower()
    old = member.username
    if username == old:
        return
    check_can_rename(member, username, by)
    OldUsername.objects.filter(member=member, username=username).delete()
    OldUsername.objects.get_or_create(username=old, defaults={"member": member})
    try:
        with transaction.atomic():
            Member.objects.filter(pk=member.pk).update(username=username)
    except IntegrityError as error:
        raise Refusal(_("That name is taken. Please choose another.")) from error
    member.username = username


@transaction.atomic
def unsubscribe(member: Member, *, what: str) -> None:
    """Stop mails of a kind, or those that come with a digest ("daily", "weekly"). Whoever holds
    the token from the member's own mail may do this. What waits is not sent either."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    kinds = NotificationKind.values
    if what == NotificationKind.REMIND_SOLVED:
        member.wants_solved_reminders = False
        member.save(update_fields=["wants_solved_reminders"])
        return
    Delivery.objects.filter(
        notification__member=member, channel=what, state=DeliveryState.WAITING
    ).update(state=DeliveryState.DROPPED)
    stopped = [what] if what in kinds else [k for k in kinds if channel_of(member, k) == what]
    member.channels = {**member.channels, **dict.fromkeys(stopped, Channel.OFF.value)}
    member.save(update_fields=["channels"])


@transaction.atomic
def change_preferences(member: Member, *, by: Member, **values: object) -> None:
    """Set some of PREFERENCES, already validated by the form. Raises ValueError for other fields."""
    check_can_change_member(member, by)
    if unknown := values.keys() - PREFERENCES:
        raise ValueError(f"no preferences: {sorted(unknown)}")
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=sorted(values))
