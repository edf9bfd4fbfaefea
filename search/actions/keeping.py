"""Writing: words that mean the same, and what a member looked for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.audit import note_act
from accounts.models import Member
from accounts.versions import bump
from search.models import RecentSearch, Synonyms
from search.models.recent import MOST_RECENT
from search.permissions import check_can_set_synonyms, check_synonyms
from search.synonyms import SYNONYMS_VERSION, terms_of
from search.words import clean


def save_synonyms(
    synonyms: Synonyms | None,
    *,
    by: Member,
    words: str,
    is_active: bool = True,
    at: datetime | None = None,
) -> Synonyms:
    """Make a line, or change one; searches that begin from now on know it. Raises Refusal."""
    check_can_set_synonyms(by)
    check_synonyms(words)
    line = ", ".join(terms_of(words))
    with transaction.atomic():
        row = synonyms or Synonyms()
        before = {} if row.pk is None else {"words": _now(row).words}
        verb = "synonyms_add" if row.pk is None else "synonyms_change"
        row.words, row.is_active, row.changed_at = line, is_active, at or timezone.now()
        row.save()
        _note(verb, row, by=by, before=before)
    return row


def remove_synonyms(synonyms: Synonyms, *, by: Member) -> None:
    """Take a line away. Raises Refusal."""
    check_can_set_synonyms(by)
    with transaction.atomic():
        _note("synonyms_remove", synonyms, by=by, before={"words": synonyms.words})
        synonyms.delete()


def _now(row: Synonyms) -> Synonyms:
    """The row as it stands: a form has put its own words on the one in hand."""
    return Synonyms.objects.get(pk=row.pk)


def _note(verb: str, row: Synonyms, *, by: Member, before: dict[str, str]) -> None:
    note_act(verb, by=by, object_kind="synonyms", object_id=row.pk, label=row.words, before=before)
    bump(SYNONYMS_VERSION)


def keep_search(text: str, *, by: Member, at: datetime | None = None) -> None:
    """Keep what a member looked for among their newest MOST_RECENT; nothing for no words."""
    text = clean(text)
    if not text:
        return
    with transaction.atomic():
        # Two windows of one member take turns, so that none of the rows is one too many.
        Member.objects.select_for_update().get(pk=by.pk)
        RecentSearch.objects.update_or_create(
            member=by, text=text, defaults={"at": at or timezone.now()}
        )
        _trim(by)


def forget_searches(*, by: Member) -> None:
    """Forget all that a member looked for; also with the member, when they are erased."""
    RecentSearch.objects.filter(member=by).delete()


def merge_searches(member: Member, into: Member) -> None:
    """What one account looked for is the other's; the caller holds the transaction."""
    theirs = RecentSearch.objects.filter(member=into).values("text")
    RecentSearch.objects.filter(member=member, text__in=theirs).delete()
    RecentSearch.objects.filter(member=member).update(member=into)
    _trim(into)


def _trim(member: Member) -> None:
    kept = RecentSearch.objects.filter(member=member).order_by("-at", "-pk")
    newest = list(kept.values_list("pk", flat=True)[:MOST_RECENT])
    RecentSearch.objects.filter(member=member).exclude(pk__in=newest).delete()
