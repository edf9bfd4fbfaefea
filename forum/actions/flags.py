"""Members' flags: one per member and post, until somebody of the company has looked."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.moderated import (
    M,
    Moderated,
    flags_within,
    lock_row,
    moderate,
    open_flags,
)
from forum.actions.points import settle_flagged
from forum.enums import FlagReason
from forum.models import Flag
from forum.models.threads import NOTE_LENGTH
from forum.permissions import check_can_flag, check_can_moderate, check_reason


def flag_post(
    post: M, *, by: Member, reason: str, note: str = "", at: datetime | None = None
) -> Flag:
    """Say that something is wrong with a post. Saying it again changes what was said; once somebody
    has looked it stays so, unless the post was edited since. Raises Refusal."""
    at, note = at or timezone.now(), note.strip()[:NOTE_LENGTH]
    if reason not in FlagReason.values:
        raise Refusal(_("Please choose what is wrong."))
    if reason == FlagReason.OTHER and not note:
        raise Refusal(_("Please say in a few words what is wrong."))
    with transaction.atomic():
        now = lock_row(post)
        check_can_flag(by, now)
        said = {"reason": reason, "note": note, "at": at}
        flag, made = Flag.objects.get_or_create(
            **{str(now._meta.model_name): now}, member=by, defaults=said
        )
        same = (flag.reason, flag.note, flag.settled_at) == (reason, note, None)
        if not made and not same:
            _check_open(flag, now)
            Flag.objects.filter(pk=flag.pk).update(**said, settled_at=None, settled_by=None)
    flag.refresh_from_db()
    return flag


def _check_open(flag: Flag, post: Moderated) -> None:
    edited_at = getattr(post, "edited_at", None)
    if flag.settled_at is not None and (edited_at is None or edited_at < flag.settled_at):
        raise Refusal(
            _("Somebody of the company has looked at this since. Thank you for the hint.")
        )


def withdraw_flag(post: Moderated, *, by: Member) -> None:
    """Take one's flag back while nobody has looked; without one nothing happens."""
    rows = Flag.objects.filter(**{str(post._meta.model_name): post}, member=by, settled_at=None)
    rows.delete()


def settle_flags(post: Moderated, *, by: Member, at: datetime) -> None:
    """Part of taking a post off the pages: its flags were right, and wait no more; nor do those on
    what goes with it."""
    Flag.objects.filter(pk__in=open_flags(post)).update(is_upheld=True)
    flags_within(post).update(settled_at=at, settled_by=by)
    settle_flagged(type(post)._default_manager.get(pk=post.pk), at=at)


def forget_upheld(post: Moderated) -> None:
    """Part of bringing a post back: its flags were not right after all."""
    flags = Flag.objects.filter(**{str(post._meta.model_name): post}, is_upheld=True)
    flags.update(is_upheld=False)


def dismiss_flags(
    post: M, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Nothing is wrong with a post: its own flags wait no more. Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:NOTE_LENGTH]

    def dismiss(now: M) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        Flag.objects.filter(pk__in=open_flags(now)).update(settled_at=at, settled_by=by)

    return moderate(post, "dismiss", by=by, reason=reason, at=at, change=dismiss)
