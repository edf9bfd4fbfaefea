"""Erasing a member: what they wrote stays, who they are goes."""

from contextlib import suppress

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.actions.faces import forget_face_files
from accounts.actions.ways_in import close_ways_in
from accounts.languages import first
from accounts.models import AuditEntry, Invitation, Member, Mute
from accounts.names import FORMER
from accounts.permissions import check_can_erase
from accounts.providers import erase_parts
from accounts.queries import addresses_of


def erase_member(member: Member, *, by: Member) -> None:
    """Take a person out of every table: posts stand under "former member", and nothing of name,
    address, face or preferences is left. It cannot be undone. Raises Refusal.

    Rooms above register what they keep (accounts.providers.register_erase_part).
    """
    with transaction.atomic():
        # Administrators who leave at once wait for each other: one of them stays.
        list(Member.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
        member = Member.objects.select_for_update().get(pk=member.pk)
        check_can_erase(member, by)
        # "Former member" is kept for everybody: in the site's language, not the leaver's.
        with translation.override(first()):
            for erase in erase_parts():
                erase(member)
            _forget_traces(member)
            _forget_ways_in(member)
            _empty(member)
        note_act("erase", by=None, object_kind="member", object_id=member.pk)
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    """SQLite keeps what was written last in a file of its own, until it is written over. Where
    somebody reads at this moment it stays until then."""
    if connection.vendor == "sqlite":
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget_traces(member: Member) -> None:
    """What others were told by the member, and what logs say of them."""
    member.notifications.all().delete()
    _forget_invitations(member)
    Mute.objects.filter(Q(member=member) | Q(muted=member)).delete()
    member.links.all().delete()
    AuditEntry.objects.filter(object_kind="member", object_id=member.pk).update(
        label="", url="", reason="", before={}
    )
    forget_in_administration(member)


def forget_in_administration(member: Member) -> None:
    """Its log names an object by its words: the member, and what once was changed there of theirs,
    by its row or, where that is gone, by an address that it names."""
    about = Q(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))
    for address in addresses_of(member):
        about |= Q(object_repr__iexact=address)
    for model in (EmailAddress, Authenticator, SocialAccount):
        rows = model.objects.filter(user=member).values_list("pk", flat=True)
        kind = ContentType.objects.get_for_model(model)
        about |= Q(content_type=kind, object_id__in=[str(pk) for pk in rows])
    LogEntry.objects.filter(about).update(object_repr=FORMER, change_message="")


def _forget_invitations(member: Member) -> None:
    """Those to their addresses go; those in their name open nothing more, and say nothing."""
    Invitation.objects.filter(email__in=addresses_of(member)).delete()
    member.invitations_used.all().delete()
    member.invitations.filter(revoked_at=None).update(revoked_at=timezone.now())
    member.invitations.update(words="", invited_by=None)


def _forget_ways_in(member: Member) -> None:
    close_ways_in(member)
    EmailAddress.objects.filter(user=member).delete()
    member.old_usernames.all().delete()
    member.groups.clear()
    member.user_permissions.clear()


def _empty(member: Member) -> None:
    member.username = f"{FORMER}-{member.pk}"
    member.display_name = _("Former member")
    forget_face_files(member.face)
    member.email, member.about, member.sign, member.imported_from = None, "", "", ""
    member.face = ""
    member.role, member.honoured = "member", False
    member.is_active, member.is_superuser = False, False
    member.time_zone, member.language, member.theme, member.channels = "UTC", "", "", {}
    member.wants_mail = member.wants_solved_reminders = False
    member.last_login = None
    member.set_unusable_password()
    member.save()
