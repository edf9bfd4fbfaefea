"""Taking a member out of the forum's rows: their words stay, their name goes from everybody's."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Member, Notification
from forum.actions.texts import edit_cap, rendered_text
from forum.markup import IMPORT_CAP, quote_of
from forum.models import Comment, Reply, Revision, Thread, WaitingThread, Watch

NOBODY = "@former-member"


def erase_from_forum(member: Member) -> None:
    """Part of erasing a member (accounts.actions.privacy). Votes stay: they say what helped, and
    not who said it."""
    if member.email:
        WaitingThread.objects.filter(email=member.email).delete()
    watches = Watch.objects.filter(member=member)
    watched = list(watches.exclude(thread=None).values_list("thread_id", flat=True))
    Thread.objects.filter(pk__in=watched).update(watch_count=F("watch_count") - 1)
    watches.delete()
    names = [member.username, *member.old_usernames.values_list("username", flat=True)]
    calls = re.compile(
        rf"(?<![\w@])@(?:{'|'.join(map(re.escape, names))})(?![\w@-])", re.IGNORECASE
    )
    named = Q()
    for name in names:
        named |= Q(source__icontains=f"@{name}")
    quoted = quote_of("", by=member.display_name).split("\n")[0]
    nobody = quote_of("", by=_("Former member")).split("\n")[0]
    named |= Q(source__contains=quoted)

    def without(text: str) -> str:
        return calls.sub(NOBODY, text).replace(quoted, nobody)

    for model in (Thread, Reply, Comment):
        _rewrite(model._default_manager.filter(named), without)
    for revision in Revision.objects.filter(named):
        Revision.objects.filter(pk=revision.pk).update(source=without(revision.source))
    # What others were told begins with words of the post, a quoted name among them.
    told = Q(words__contains="@") | Q(words__contains=member.display_name)
    for note in Notification.objects.filter(told).iterator():
        words = calls.sub(NOBODY, note.words).replace(member.display_name, _("Former member"))
        if words != note.words:
            Notification.objects.filter(pk=note.pk).update(words=words[:400])


def _rewrite(posts: Iterable[Any], without: Callable[[str], str]) -> None:
    """Write texts anew without a name, and render them as they are rendered when edited."""
    for post in posts:
        source = without(post.source)
        if source == post.source:
            continue
        board = post.board if isinstance(post, Thread) else post.thread.board
        cap = IMPORT_CAP if isinstance(post, Comment) else edit_cap(post)
        done = rendered_text(source, board=board, source_format=post.source_format, cap=cap)
        fields = {"source": source, "html": done.html, "markup_version": done.version}
        if not isinstance(post, Comment):
            fields["gist"] = done.gist
        type(post)._default_manager.filter(pk=post.pk).update(**fields)
