"""A member's face: brought, replaced and taken away, with its files."""

import secrets
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.permissions import check_can_change_member
from accounts.pictures import FACE, boxed

FOLDER = "faces"
SWEPT_AFTER = timedelta(days=1)


def set_face(member: Member, *, by: Member, data: bytes) -> None:
    """Show `data`, cut to a square, wherever the member speaks; the face before is gone.

    Raises Refusal for another's face and PictureRefused for what is no picture.
    """
    check_can_change_member(member, by)
    made = boxed(data, FACE)
    face = secrets.token_hex(16)
    # Files of an aborted transaction are orphans, which `sweep_faces` finds; never a broken page.
    for name, file in zip(files_of(face), made.files, strict=True):
        default_storage.save(name, BytesIO(file))
    with transaction.atomic():
        _put(member, face)


@transaction.atomic
def remove_face(member: Member, *, by: Member) -> None:
    """Take the face away; the one drawn of the name stands in. Raises Refusal."""
    check_can_change_member(member, by)
    _put(member, "")


def _put(member: Member, face: str) -> None:
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    Member.objects.filter(pk=member.pk).update(face=face)
    member.face = face
    forget_face_files(row.face)


def forget_face_files(face: str) -> None:
    """Remove the files of a face once the transaction that let it go has committed."""
    if face:
        transaction.on_commit(lambda: _remove(face))


def _remove(face: str) -> None:
    for name in files_of(face):
        default_storage.delete(name)


def files_of(face: str) -> list[str]:
    """The names of a face's files in storage, widest first."""
    return [f"{FOLDER}/{face}-{width}.webp" for width in FACE.widths] if face else []


def sweep_faces(*, at: datetime | None = None) -> int:
    """Remove files of faces that nobody has: what a crash between two steps left behind. A file
    is left alone for SWEPT_AFTER, while its row may still be written. Returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    old = (at or timezone.now()) - SWEPT_AFTER
    found = {name.rpartition("-")[0] for name in default_storage.listdir(FOLDER)[1]}
    kept = set(Member.objects.filter(face__in=found).values_list("face", flat=True))
    gone = 0
    for name in default_storage.listdir(FOLDER)[1]:
        whole = f"{FOLDER}/{name}"
        if name.rpartition("-")[0] in kept or default_storage.get_modified_time(whole) > old:
            continue
        default_storage.delete(whole)
        gone += 1
    return gone
