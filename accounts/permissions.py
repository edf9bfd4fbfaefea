"""Who may change what about a member."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.providers import opened_by_groups
from accounts.queries import username_free
from accounts.queries.links import has_earned_links
from accounts.refusals import Refusal

# Names stay with who had them, so a member who could change for ever could take them all.
MOST_OLD_USERNAMES = 5
MOST_MUTED = 200


def check_can_change_member(member: Member, by: Member) -> None:
    """Raises Refusal: preferences are one's own."""
    if by.pk != member.pk or not by.is_active:
        raise Refusal(_("Only you can change this."))


def check_can_erase(member: Member, by: Member) -> None:
    """Raises Refusal: people erase themselves, administrators anybody but the last of their own."""
    if by.pk != member.pk and not by.is_superuser:
        raise Refusal(_("Only you can delete your account."))
    others = Member.objects.filter(is_superuser=True, is_active=True).exclude(pk=member.pk)
    if member.is_superuser and not others.exists():
        raise Refusal(_("You are the last administrator. Make somebody else one first."))


def check_can_rename(member: Member, username: str, by: Member) -> None:
    """Raises Refusal when the name is somebody's, was somebody's, or the member changed too often."""
    check_can_change_member(member, by)
    if not username_free(username, member=member):
        raise Refusal(_("That name is taken. Please choose another."))
    old = set(member.old_usernames.values_list("username", flat=True))
    if username not in old and len(old) >= MOST_OLD_USERNAMES:
        raise Refusal(
            _("You have changed your address name %(count)d times, which is as often as it goes.")
            % {"count": MOST_OLD_USERNAMES}
        )


def check_can_merge(member: Member, into: Member, by: Member) -> None:
    """Raises Refusal: staff merge others' accounts that are open and have the same role. What an
    administrator may is taken by no merge, and given by none."""
    if not by.is_staff:
        raise Refusal(_("Only staff can merge accounts."))
    if member.pk == into.pk:
        raise Refusal(_("An account cannot be merged with itself."))
    if by.pk in (member.pk, into.pk):
        raise Refusal(
            _("One of these is your own account. Somebody else of the staff has to do it.")
        )
    if not (member.is_active and into.is_active):
        raise Refusal(_("One of these accounts is closed, so it stays as it is."))
    if member.is_superuser or into.is_superuser:
        raise Refusal(_("Accounts of administrators are not merged."))
    if member.role != into.role:
        raise Refusal(
            _("Both accounts need the same role: what employees earn is kept apart from the rest.")
        )
    if into.email is None:
        raise Refusal(
            _("The account that stays needs an e-mail address: merge the other way round.")
        )


def check_can_change_links(member: Member, by: Member, links: Sequence[tuple[str, str]]) -> None:
    """Raises Refusal for another's, and for links that are new before they are earned."""
    check_can_change_member(member, by)
    new = set(links) - set(member.links.values_list("label", "url"))
    if new and not has_earned_links(member):
        raise Refusal(_("Links come later, when you have been here a while and have written some."))


def check_can_mute(by: Member, member: Member) -> None:
    """Raises Refusal for oneself, and above MOST_MUTED: the list comes with every page."""
    if not by.is_active:
        raise Refusal(_("This account is closed."))
    if by.pk == member.pk:
        raise Refusal(_("You cannot mute yourself."))
    if by.mutes.exclude(muted=member).count() >= MOST_MUTED:
        raise Refusal(
            _("You have muted %(count)d people, which is as many as go. Unmute somebody first.")
            % {"count": MOST_MUTED}
        )


def check_is_company(by: Member) -> None:
    """Raises Refusal for everybody but ambassadors, staff and administrators."""
    if not (by.is_active and (by.is_company or by.is_superuser)):
        raise Refusal(_("Only the company’s own people can do this."))


def check_can_manage_group(by: Member, group: Group) -> None:
    """Raises Refusal for a group that opens no closed board, or that carries rights: those who may
    change the site are chosen in the administration, and by nobody's mail."""
    check_is_company(by)
    if group.pk not in opened_by_groups() or group.permissions.exists():
        raise Refusal(_("People can only be invited into groups that open a closed board."))
