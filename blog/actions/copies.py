"""Pictures of threads, copied for posts: a post keeps its pictures whatever becomes of the thread."""

import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from accounts.models import Member
from forum.enums import PictureState
from forum.markup.pictures import files_of, pictures_named
from forum.models import Picture

TITLE_LENGTH = 255


def copy_pictures(htmls: Iterable[str], *, by: Member) -> dict[str, int]:
    """Copy the pictures that these rendered texts show, and return the ids of the copies by the
    names of the pictures. One that was copied before is not copied again; one whose file is gone is
    left out. Not to be called in a transaction: files are written."""
    names = sorted(set().union(*map(pictures_named, htmls)))
    ready = Picture.objects.filter(name__in=names, state=PictureState.READY)
    return {picture.name: pk for picture in ready if (pk := _copy(picture, by=by))}


def _copy(picture: Picture, *, by: Member) -> int:
    widest = files_of(picture.name, picture.width)[0]
    if not default_storage.exists(widest):
        return 0
    with default_storage.open(widest) as file:
        # Who saw the thread knows the picture's name there; the copy has one that nobody guesses.
        data = ContentFile(file.read(), name=f"{secrets.token_hex(16)}.webp")
    images, digest = get_image_model(), hash_filelike(data)
    known = images.objects.filter(file_hash=digest).order_by("pk").first()
    if known is not None:
        return int(known.pk)
    title = (picture.alt or picture.name)[:TITLE_LENGTH]
    data.seek(0)
    image = images(title=title, file=data, uploaded_by_user=by, file_hash=digest)
    image.file_size = data.size
    image.save()
    return int(image.pk)
