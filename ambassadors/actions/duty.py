"""Being on duty: what somebody knows, when they are here, and what they tell whoever comes after them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.steps import desk_moved
from ambassadors.models import Duty, HandOver, SavedView, Shift
from ambassadors.models.people import A_DAY, NOTE_LENGTH
from ambassadors.permissions import check_can_use_desk, check_length

MOST_SHIFTS, MOST_VIEWS = 28, 20


def write_duty(
    *, by: Member, what: str, languages: str, topics: str, is_away: bool, is_public: bool
) -> Duty:
    """What others see of somebody at the desk, and what routing goes by; each writes their own. Raises
    Refusal for whoever is not of the company."""
    check_can_use_desk(by)
    words = {"what": what, "languages": languages, "topics": topics}
    with transaction.atomic():
        row, _made = Duty.objects.update_or_create(
            member=by, defaults={**words, "is_away": is_away, "is_public": is_public}
        )
        desk_moved()
    return row


def add_shift(*, by: Member, weekday: int, begins: int, ends: int) -> Shift:
    """A part of every week, in minutes after midnight of the desk's day. Raises Refusal for one that is
    none, lies over another of theirs, or is one too many."""
    check_can_use_desk(by)
    if not (0 <= weekday <= 6 and 0 <= begins < ends <= A_DAY):
        raise Refusal(_("A shift begins before it ends, on one day."))
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=by.pk)
        own = Shift.objects.filter(member=by)
        if own.filter(weekday=weekday, begins__lt=ends, ends__gt=begins).exists():
            raise Refusal(_("You have a shift at that time already."))
        if own.count() >= MOST_SHIFTS:
            raise Refusal(_("These are as many shifts as a week has room for."))
        Duty.objects.get_or_create(member=by)
        made = Shift.objects.create(member=by, weekday=weekday, begins=begins, ends=ends)
        desk_moved()
    return made


def end_shift(shift_id: int, *, by: Member) -> None:
    """Take one's own shift out of the roster; nothing for one that is not there."""
    check_can_use_desk(by)
    with transaction.atomic():
        gone, _kinds = Shift.objects.filter(pk=shift_id, member=by).delete()
        if gone:
            desk_moved()


def hand_over(*, by: Member, text: str, at: datetime | None = None) -> HandOver:
    """What the next one should know. Raises Refusal for an empty or too long note."""
    check_can_use_desk(by)
    sentence = _("A note has between 1 and %(most)s characters.")
    text = check_length(text, NOTE_LENGTH, sentence)
    return HandOver.objects.create(by=by, text=text, at=at or timezone.now())


def save_view(*, by: Member, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Give filters of the queue a name; one's own of that name is replaced. Raises Refusal."""
    check_can_use_desk(by)
    sentence = _("The name of a view has between 1 and %(most)s characters.")
    name = check_length(" ".join(name.split()), SavedView.NAME_LENGTH, sentence)
    if len(query) > SavedView.QUERY_LENGTH:
        raise Refusal(sentence % {"most": SavedView.NAME_LENGTH})
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=by.pk)
        own = SavedView.objects.filter(by=by)
        if own.exclude(name=name).count() >= MOST_VIEWS:
            raise Refusal(_("These are as many views as fit beside the queue."))
        words_of = {"query": query, "is_shared": is_shared}
        return own.update_or_create(by=by, name=name, defaults=words_of)[0]


def forget_view(view_id: int, *, by: Member) -> None:
    """One's own view goes; nothing for one that is not there."""
    SavedView.objects.filter(pk=view_id, by=by).delete()
