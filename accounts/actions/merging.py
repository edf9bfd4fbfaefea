"""Two accounts of one person become one: what the one wrote, gave and earned is the other's from then
on, and the one is closed. It cannot be undone."""

import logging
from datetime import datetime
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import mail
from accounts.actions.audit import note_act
from accounts.actions.faces import forget_face_files
from accounts.actions.notifications import notify, settle_unseen
from accounts.actions.privacy import forget_in_administration
from accounts.actions.ways_in import close_ways_in
from accounts.enums import NotificationKind
from accounts.languages import first, for_mail
from accounts.models import AuditEntry, Invitation, Member, Mute, Notification, OldUsername
from accounts.names import FORMER
from accounts.permissions import check_can_merge
from accounts.providers import merge_parts
from accounts.refusals import Refusal
from accounts.signals import member_changed

log = logging.getLogger(__name__)


def check_merge(member: Member, into: Member, *, by: Member) -> None:
    """Raises Refusal where the accounts cannot become one, whichever room says so."""
    check_can_merge(member, into, by)
    for part in merge_parts():
        if part.check is not None:
            part.check(member, into)


def merge_members(
    member: Member, *, into: Member, by: Member, reason: str, at: datetime | None = None
) -> None:
    """Close `member` and give `into` all that was theirs, but for what opens something: groups, ways
    in and addresses are not given on. Raises Refusal.

    Rooms above register what they keep (accounts.providers.register_merge_part).
    """
    at = at or timezone.now()
    if not reason.strip():
        raise Refusal(_("Please give the reason: people deserve to know why."))
    with transaction.atomic():
        pair = Member.objects.select_for_update().filter(pk__in=[member.pk, into.pk])
        held = {row.pk: row for row in pair.order_by("pk")}
        member, into = held[member.pk], held[into.pk]
        check_merge(member, into, by=by)
        label, address = f"@{member.username} → @{into.username}", member.email
        # Its name leads on first: what names it in texts is found under the other account then.
        _move_traces(member, into)
        _close(member, into)
        for part in merge_parts():
            part.merge(member, into)
        _move_inbox(member, into)
        _move_mutes(member, into)
        # A fresh one: what a member may see is kept on the object.
        settle_unseen(Member.objects.get(pk=into.pk))
        _tell(label, into, by=by, reason=reason, at=at)
        if address:
            transaction.on_commit(lambda: _mail_released(address, into))


def _move_inbox(member: Member, into: Member) -> None:
    """Lines go along with mails that wait, but for what both were told, and for what one of them told
    the other."""
    both = [member.pk, into.pk]
    Notification.objects.filter(member__in=both, actor__in=both).delete()
    ours = into.notifications.values_list("kind", "event")
    known = set(ours)
    theirs = member.notifications.values_list("pk", "kind", "event")
    twice = [pk for pk, kind, event in theirs if (kind, event) in known]
    for start in range(0, len(twice), 500):
        Notification.objects.filter(pk__in=twice[start : start + 500]).delete()
    member.notifications.update(member=into)
    Notification.objects.filter(actor=member).update(actor=into)


def _move_mutes(member: Member, into: Member) -> None:
    both = [member.pk, into.pk]
    Mute.objects.filter(member__in=both, muted__in=both).delete()
    member.mutes.filter(muted__in=into.mutes.values("muted")).delete()
    member.mutes.update(member=into)
    member.muted_by.filter(member__in=into.muted_by.values("member")).delete()
    member.muted_by.update(muted=into)


def _move_traces(member: Member, into: Member) -> None:
    """What logs say of the one is the other's: it goes with them when they leave."""
    entries = AuditEntry.objects.filter(object_kind="member", object_id=member.pk)
    entries.update(object_id=into.pk)
    forget_in_administration(member)
    Invitation.objects.filter(invited_by=member).update(invited_by=into)
    member.invitations_used.all().delete()
    member.links.all().delete()


def _close(member: Member, into: Member) -> None:
    """Nobody signs in as `member` any more; its address name leads to `into`, and its e-mail address
    is free: an account has one here."""
    close_ways_in(member)
    EmailAddress.objects.filter(user=member).delete()
    member.groups.clear()
    member.user_permissions.clear()
    member.old_usernames.update(member=into)
    old = member.username
    forget_face_files(member.face)
    with translation.override(first()):
        member.display_name = _("Former member")
    member.username, member.email = f"{FORMER}-{member.pk}", None
    member.about, member.sign, member.imported_from, member.face = "", "", "", ""
    member.role, member.honoured, member.is_active = "member", False, False
    member.wants_mail = member.wants_solved_reminders = False
    member.channels, member.last_login = {}, None
    member.save()
    OldUsername.objects.create(username=old, member=into)
    Member.objects.filter(pk=into.pk, date_joined__gt=member.date_joined).update(
        date_joined=member.date_joined
    )
    member_changed.send(Member, member=member)


def _tell(label: str, into: Member, *, by: Member, reason: str, at: datetime) -> None:
    url = into.get_absolute_url()
    note_act(
        "merge",
        by=by,
        object_kind="member",
        object_id=into.pk,
        label=label,
        url=url,
        reason=reason,
        at=at,
    )
    notify(
        into,
        kind=NotificationKind.MERGED,
        event=f"merged:{label}",
        source_kind="member",
        source_id=into.pk,
        actor=by,
        title=label,
        words=reason.strip(),
        url=url,
        at=at,
    )


def _mail_released(address: str, into: Member) -> None:
    """Whoever reads the other address learns of it too. The account that stays has a line that is
    mailed until it arrives; this is sent once."""
    try:
        with translation.override(for_mail(into)):
            mail.compose("accounts/mail/merged", address, {"into": into}).send()
    except (SMTPException, OSError):
        log.exception("the mail about a merge could not be sent")
