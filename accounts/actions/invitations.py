"""Inviting into groups, coming in by it, and going again. Each leaves an entry in the audit log."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import bells
from accounts.actions.audit import note_act
from accounts.actions.notifications import settle_unseen
from accounts.actions.turns import take_turn
from accounts.models import Invitation, InvitationUse, Member
from accounts.permissions import check_can_manage_group, check_is_company
from accounts.queries.groups import forget_groups
from accounts.queries.invitations import is_for, still_meant
from accounts.refusals import Refusal
from accounts.tokens import hash_of, invitation_token

DEFAULT_DAYS, MOST_DAYS = 14, 60
# Nobody's mailbox is flooded in our name: invitations an hour of one inviter, and a day to one address.
MOST_AN_HOUR, MOST_A_DAY = 30, 3
KEPT_AFTER = timedelta(days=90)


@transaction.atomic
def invite(
    group: Group,
    *,
    by: Member,
    email: str = "",
    domain: str = "",
    most_uses: int = 1,
    words: str = "",
    days: int = DEFAULT_DAYS,
    at: datetime | None = None,
) -> Invitation:
    """Invite the owner of an address, who is mailed the link, or up to `most_uses` people whose
    proven address is of a domain, for whom the inviter passes the link on.

    Raises Refusal for others than the company, for groups that open nothing, and when too many
    were sent. The form has checked shapes.
    """
    at = at or timezone.now()
    check_can_manage_group(by, group)
    take_turn(by)
    _check_pace(by, email, at)
    nonce = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        group=group,
        email=email,
        domain=domain,
        most_uses=1 if email else most_uses,
        words=words,
        nonce=nonce,
        token_hash=hash_of(invitation_token(nonce)),
        invited_by=by,
        created_at=at,
        expires_at=at + timedelta(days=days),
        next_try_at=at,
    )
    _note("invite", made, by)
    if email:
        bells.ring_invitations()
    return made


def _check_pace(by: Member, email: str, at: datetime) -> None:
    lately = Invitation.objects.filter(invited_by=by, created_at__gt=at - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR:
        words = ngettext(
            "You have sent %(n)d invitation within the hour. Please go on later.",
            "You have sent %(n)d invitations within the hour. Please go on later.",
            MOST_AN_HOUR,
        )
        raise Refusal(words % {"n": MOST_AN_HOUR})
    to_them = Invitation.objects.filter(email=email, created_at__gt=at - timedelta(days=1))
    if email and to_them.count() >= MOST_A_DAY:
        raise Refusal(
            _("This address was invited several times today. Please wait until tomorrow.")
        )


def _note(verb: str, invitation: Invitation, by: Member) -> None:
    # The address stays out of the log, which is kept when the address is forgotten.
    note_act(
        verb,
        by=by,
        object_kind="invitation",
        object_id=invitation.pk,
        label=invitation.group.name,
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Member) -> None:
    """Shut the door again; who came in stays in. Twice is once. Raises Refusal."""
    check_is_company(by)
    rows = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        _note("uninvite", invitation, by)


@transaction.atomic
def redeem_invitation(
    invitation: Invitation, *, by: Member, at: datetime | None = None
) -> Group | None:
    """Let a member in; returns the group, or None when the invitation was used up, revoked or
    run out meanwhile, or when it could not be sent any more: its group carries rights by now, or
    opens nothing, or who invited has left the company. One who is in already costs no use. Raises
    Refusal for whom it is not meant.

    The count moves by one statement that asks for what is left, so that however many come at once,
    no more get in than were invited.
    """
    at = at or timezone.now()
    if not is_for(invitation, by):
        raise Refusal(_("This invitation is for another address than yours."))
    take_turn(by)
    if by.groups.filter(pk=invitation.group_id).exists():
        return invitation.group
    if not still_meant(Invitation.objects.filter(pk=invitation.pk)).exists():
        return None
    rows = Invitation.objects.filter(
        pk=invitation.pk, revoked_at=None, expires_at__gt=at, uses__lt=F("most_uses")
    )
    if not rows.update(uses=F("uses") + 1):
        return None
    try:
        with transaction.atomic():
            InvitationUse.objects.create(invitation=invitation, member=by, at=at)
    except IntegrityError:
        # They came in by it before and are out again: somebody has to invite them anew.
        Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") - 1)
        return None
    by.groups.add(invitation.group_id)
    forget_groups(by)
    _note("redeem", invitation, by)
    return invitation.group


@transaction.atomic
def leave_group(member: Member, *, group: Group, by: Member) -> bool:
    """Take a member out of a group that opens boards: oneself, or the company anybody. What they
    may see ends with the next page, and figures speak of it no more. Says whether they were in it.
    Raises Refusal."""
    if by.pk != member.pk:
        check_can_manage_group(by, group)
    if not member.groups.filter(pk=group.pk).exists():
        return False
    member.groups.remove(group)
    forget_groups(member)
    # A fresh one: what a member may see is kept on the object.
    settle_unseen(Member.objects.get(pk=member.pk))
    note_act(
        "leave" if by.pk == member.pk else "remove",
        by=by,
        object_kind="member",
        object_id=member.pk,
        label=group.name,
    )
    return True


def forget_old_invitations(*, at: datetime | None = None) -> int:
    """Addresses of people who may never have come are kept for KEPT_AFTER, and no longer."""
    since = (at or timezone.now()) - KEPT_AFTER
    return Invitation.objects.filter(expires_at__lt=since).delete()[0]
