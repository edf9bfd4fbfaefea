"""Taking a member out of the forum's rows: their words stay, their name goes from everybody's."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import F, Model, Q, TextField, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Invitation, Member, Notification
from forum.actions.pictures import forget_unused
from forum.actions.texts import rendered_text, retell_title
from forum.enums import SuggestionState
from forum.markup import IMPORT_CAP, quote_of
from forum.models import (
    Comment,
    Draft,
    Flag,
    ImportedRecord,
    Picture,
    Reply,
    Revision,
    SuggestedEdit,
    Thread,
    WaitingThread,
    Watch,
)
from forum.models.threads import slug_for

NOBODY = "@former-member"


def erase_from_forum(member: Member) -> None:
    """Part of erasing a member (accounts.actions.privacy). Votes stay: they say what helped, and
    not who said it."""
    if member.email:
        WaitingThread.objects.filter(email=member.email).delete()
    ImportedRecord.objects.filter(kind="member", object_id=member.pk).delete()
    Draft.objects.filter(member=member).delete()
    SuggestedEdit.objects.filter(by=member, state=SuggestionState.OPEN).delete()
    watches = Watch.objects.filter(member=member)
    watched = list(watches.exclude(thread=None).values_list("thread_id", flat=True))
    counted = Thread.objects.filter(pk__in=watched, watch_count__gt=0)
    counted.update(watch_count=F("watch_count") - 1)
    watches.delete()
    forget_unused(member)
    _forget_calls(member)
    _forget_quotes(member)
    _forget_moderation(member)


def _forget_calls(member: Member) -> None:
    """@name in everybody's words, notes, titles and inboxes."""
    names = [member.username, *member.old_usernames.values_list("username", flat=True)]
    any_name = "|".join(map(re.escape, names))
    calls = re.compile(rf"(?<![\w@])@(?:{any_name})(?![\w@-])", re.IGNORECASE)

    def without(text: str) -> str:
        return calls.sub(NOBODY, text)

    for model in (Thread, Reply, Comment):
        _rewrite(model._default_manager.filter(_holding("source", names)), without)
    for thread in Thread.objects.filter(_holding("title", names)):
        _retitle(thread, without(thread.title))
    for rows, fields in (
        (Revision.objects.all(), ("source", "title", "note")),
        (Notification.objects.all(), ("title", "words")),
        (Thread.objects.all(), ("gone_reason", "locked_reason", "state_note")),
        (Reply.objects.all(), ("gone_reason",)),
        (Comment.objects.all(), ("gone_reason",)),
        (Flag.objects.all(), ("note",)),
        (SuggestedEdit.objects.all(), ("source", "title", "note", "reason")),
        (Picture.objects.all(), ("alt",)),
        (WaitingThread.objects.all(), ("title", "source")),
        (Invitation.objects.all(), ("words",)),
        (Member.objects.all(), ("about",)),
        (AuditEntry.objects.all(), ("label", "reason")),
    ):
        for field in fields:
            for row in rows.filter(_holding(field, names)):
                _put(row, field, without(getattr(row, field)))
    _rewrite_kept(_holding("text", names), without)
    _rewrite_drafts(_holding("text", names), without)


def _retitle(thread: Thread, title: str) -> None:
    """A title without a name, and an address without it wherever that is kept."""
    before = thread.get_absolute_url()
    Thread.objects.filter(pk=thread.pk).update(title=title, slug=slug_for(title))
    retell_title(thread)
    thread.slug = slug_for(title)
    url = Replace("url", Value(before), Value(thread.get_absolute_url()))
    AuditEntry.objects.filter(url__startswith=before).update(url=url)


def _put(row: Any, field: str, text: str) -> None:
    """The name that stands in may be a little longer than the one that went."""
    most = row._meta.get_field(field).max_length
    type(row)._default_manager.filter(pk=row.pk).update(**{field: text[:most]})


def _rewrite_kept(which: Q, without: Callable[[str], str]) -> None:
    """What the audit log keeps for an undo holds reasons too."""
    _rewrite_json(AuditEntry, "before", which, without)


def _rewrite_drafts(which: Q, without: Callable[[str], str]) -> None:
    """What others are still writing."""
    for field in ("words", "before"):
        _rewrite_json(Draft, field, which, without)


def _rewrite_json(model: type[Model], field: str, which: Q, without: Callable[[str], str]) -> None:
    """Of a column of JSON those rows that are meant by `which`, which may ask for its `text`."""
    rows = model._default_manager.annotate(text=Cast(field, TextField())).filter(which)
    for row in rows:
        kept = json.loads(without(json.dumps(getattr(row, field), ensure_ascii=False)))
        model._default_manager.filter(pk=row.pk).update(**{field: kept})


def _forget_moderation(member: Member) -> None:
    """Their flags, and their name in what was said of their posts."""
    Flag.objects.filter(member=member).delete()
    name = re.compile(rf"(?<!\w){re.escape(member.display_name)}(?!\w)", re.IGNORECASE)

    def without(text: str) -> str:
        return name.sub(str(_("Former member")), text)

    own = Q()
    for model in (Thread, Reply, Comment):
        posts = model._default_manager.filter(author=member)
        own |= Q(object_kind=model._meta.model_name, object_id__in=posts.values("pk"))
        for post in posts.filter(gone_reason__icontains=member.display_name):
            _put(post, "gone_reason", without(post.gone_reason))
    for thread in member.threads.filter(locked_reason__icontains=member.display_name):
        _put(thread, "locked_reason", without(thread.locked_reason))
    for entry in AuditEntry.objects.filter(own, reason__icontains=member.display_name):
        _put(entry, "reason", without(entry.reason))
    _rewrite_kept(own & Q(text__icontains=member.display_name), without)


def _forget_quotes(member: Member) -> None:
    """The name over a quotation, in threads where they wrote: there it can only be theirs."""
    quoted, nobody = (
        quote_of("", by=name).split("\n")[0] for name in (member.display_name, _("Former member"))
    )
    theirs = Thread.objects.filter(
        Q(author=member) | Q(replies__author=member) | Q(comments__author=member)
    ).values("pk")

    def without(text: str) -> str:
        return text.replace(quoted, nobody)

    _rewrite(Thread.objects.filter(pk__in=theirs, source__contains=quoted), without)
    for model in (Reply, Comment):
        posts = model._default_manager.filter(thread__in=theirs, source__contains=quoted)
        _rewrite(posts, without)
    _rewrite_drafts(Q(answers__in=theirs), without)
    versions = Revision.objects.filter(Q(thread__in=theirs) | Q(reply__thread__in=theirs))
    for version in versions.filter(source__contains=quoted):
        Revision.objects.filter(pk=version.pk).update(source=without(version.source))
    # What was told of such a post begins with the name.
    name = re.compile(rf"\A{re.escape(member.display_name)}(?!\w)")
    told = Notification.objects.filter(source_kind="thread", source_id__in=theirs)
    for note in told.filter(words__startswith=member.display_name):
        words = name.sub(str(_("Former member")), note.words)[:400]
        Notification.objects.filter(pk=note.pk).update(words=words)


def _holding(field: str, names: Sequence[str]) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{field}__icontains": f"@{name}"})
    return found


def _rewrite(posts: Iterable[Any], without: Callable[[str], str]) -> None:
    """Write texts anew without a name, and render them as they are rendered when edited."""
    for post in posts:
        source = without(post.source)
        if source == post.source:
            continue
        board = post.board if isinstance(post, Thread) else post.thread.board
        # The name that stands in may be a little longer than the one that went.
        done = rendered_text(
            source,
            board=board,
            post=post,
            source_format=post.source_format,
            cap=IMPORT_CAP + len(source),
        )
        fields = {"source": source, "html": done.html, "markup_version": done.version}
        if not isinstance(post, Comment):
            fields["gist"] = done.gist
        type(post)._default_manager.filter(pk=post.pk).update(**fields)
