"""Pictures: brought, shown by texts, left unused and swept."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.turns import take_turn
from accounts.enums import Role
from accounts.models import AuditEntry, Member
from accounts.pictures import MOST_BYTES, POSTED, Boxed, boxed
from accounts.refusals import Refusal
from forum.enums import PictureState
from forum.markup import Rendered
from forum.markup.pictures import files_of, pictures_named, smaller
from forum.models import (
    Comment,
    Draft,
    Picture,
    PictureUse,
    Reply,
    Revision,
    Thread,
    WaitingThread,
)
from forum.models.pictures import ALT_LENGTH
from forum.permissions import check_can_upload
from forum.providers import kept_pictures
from forum.queries.pictures import PREFIX, words_missing

UNUSED_FOR: Final = timedelta(days=1)
"""So long a picture that no text shows is kept."""

AT_A_TIME: Final = 200


def upload_picture(data: bytes, *, by: Member, at: datetime | None = None) -> Picture:
    """Keep `data` as a clean picture that no text shows yet.

    The row comes first, in a transaction of its own: whatever dies on the way leaves a row, and
    `sweep_pictures` removes it with its files. Raises Refusal for a day's limit and PictureRefused
    for what is no picture.
    """
    at = at or timezone.now()
    with transaction.atomic():
        # Uploads of one member stand in line here, so that none slips past the limit.
        take_turn(by)
        check_can_upload(by, at=at)
        picture = Picture.objects.create(
            name=secrets.token_hex(16), uploader=by, size=MOST_BYTES, created_at=at, unused_since=at
        )
    try:
        made = boxed(data, POSTED)
        size = _write_files(picture, made)
    except Exception:
        _forget(picture)
        raise
    facts = {"state": PictureState.READY, "size": size, "width": made.width, "height": made.height}
    Picture.objects.filter(pk=picture.pk).update(**facts)
    picture.refresh_from_db()
    return picture


def _write_files(picture: Picture, made: Boxed) -> int:
    """Write the files that a page names. Returns their bytes."""
    files = dict(zip(POSTED.widths, made.files, strict=True))
    widths = [max(files), *smaller(made.width)]
    for name, width in zip(files_of(picture.name, made.width), widths, strict=True):
        default_storage.save(name, BytesIO(files[width]))
    return sum(len(files[width]) for width in widths)


def bind_pictures(post: Thread | Reply | Comment, rendered: Rendered, *, at: datetime) -> None:
    """Note which pictures a text shows now. Part of writing the text, in its transaction: what it
    shows no longer is swept later, unless another text does. Raises Refusal for a picture without
    words."""
    if "" in rendered.pictures.values():
        raise Refusal(words_missing())
    column: dict[str, Any] = {str(post._meta.model_name): post}
    before = set(PictureUse.objects.filter(**column).values_list("picture__name", flat=True))
    if not before and not rendered.pictures:
        return
    _release(column, before - rendered.pictures.keys(), at=at)
    ready = Picture.objects.filter(name__in=rendered.pictures, state=PictureState.READY)
    rows = list(ready.select_for_update().order_by("pk"))
    if len(rows) < len(rendered.pictures):
        raise Refusal(_("A picture was swept in this very moment. Please bring it again."))
    for picture in rows:
        PictureUse.objects.get_or_create(picture=picture, **column)
        alt = rendered.pictures[picture.name][:ALT_LENGTH]
        Picture.objects.filter(pk=picture.pk).update(alt=alt, unused_since=None)


def _release(column: Mapping[str, Any], names: Collection[str], *, at: datetime) -> None:
    PictureUse.objects.filter(picture__name__in=names, **column).delete()
    elsewhere = PictureUse.objects.filter(picture=OuterRef("pk"))
    Picture.objects.filter(~Exists(elsewhere), name__in=names).update(unused_since=at)


def sweep_pictures(*, at: datetime | None = None) -> int:
    """Remove pictures that no text has shown for UNUSED_FOR and nothing keeps (a question that
    waits, or who registered with forum.providers.register_kept_pictures), and what died on its
    way. Returns how many. Files go before their row, so that none is left without one."""
    old = (at or timezone.now()) - UNUSED_FOR
    gone, last = 0, 0
    while True:
        rows = Picture.objects.filter(pk__gt=last, unused_since__lte=old).order_by("pk")
        batch = list(rows[:AT_A_TIME])
        if not batch:
            return gone
        last = batch[-1].pk
        kept = kept_pictures([one.name for one in batch])
        for picture in batch:
            if picture.name not in kept and _claim(picture, old):
                _forget(picture)
                gone += 1


def _claim(picture: Picture, old: datetime) -> bool:
    """From here on no text can show it; False when one does since we looked."""
    return bool(
        Picture.objects.filter(pk=picture.pk, unused_since__lte=old).update(state=PictureState.GONE)
    )


def _forget(picture: Picture) -> None:
    """Its files, whichever of them are there, then its row."""
    for name in files_of(picture.name, max(POSTED.widths)):
        default_storage.delete(name)
    Picture.objects.filter(pk=picture.pk).delete()


def forget_unused(member: Member) -> None:
    """Part of an erasure: what they brought and no text shows goes with them. What their posts
    show stays, like their words."""
    rows = list(Picture.objects.filter(uploader=member, unused_since__isnull=False))
    Picture.objects.filter(pk__in=[one.pk for one in rows]).update(state=PictureState.GONE)

    def forget() -> None:
        for one in rows:
            _forget(one)

    transaction.on_commit(forget)


def kept_by_drafts(names: Collection[str]) -> set[str]:
    """Those that a member's draft names, thrown away or not."""
    named = Q(words__source__icontains=PREFIX) | Q(before__source__icontains=PREFIX)
    rows = Draft.objects.filter(named).values_list("words", "before")
    found: set[str] = set()
    for kept in rows.iterator():
        for words in kept:
            found |= pictures_named(words.get("source", "")) & set(names)
    return found


def kept_by_waiting(names: Collection[str]) -> set[str]:
    """Those that a question names which waits for its author."""
    waiting = WaitingThread.objects.filter(posted_at=None, source__contains=PREFIX)
    found: set[str] = set()
    for source in waiting.values_list("source", flat=True).iterator():
        found |= pictures_named(source) & set(names)
    return found


def kept_by_edits(names: Collection[str]) -> set[str]:
    """Those that a text named before its last edit by another, which may still be undone."""
    found: set[str] = set()
    for kind in ("thread", "reply"):
        edits = AuditEntry.objects.filter(verb__in=("edit", "accept"), undone_by=None)
        undoable = Exists(edits.filter(object_kind=kind, object_id=OuterRef(f"{kind}_id")))
        rows = Revision.objects.filter(
            ~Q(edited_by=F(f"{kind}__author")),
            undoable | Q(edited_by__role=Role.MEMBER),
            number=F(f"{kind}__edit_count"),
            source__contains=PREFIX,
        )
        for source in rows.values_list("source", flat=True).iterator():
            found |= pictures_named(source) & set(names)
    return found
