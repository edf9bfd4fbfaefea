"""Files on their way in: no more of them, no bigger and no faster than we say."""

from typing import Final

from allauth.core import ratelimit
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.pictures import MOST_BYTES, PictureRefused, too_big
from accounts.refusals import Refusal

MOST_AT_ONCE: Final = 6
"""Files in one request."""


class BoundedUploadHandler(FileUploadHandler):
    """Stands before Django's own: what is bigger than any picture may be is read past and never
    written to the disk. The words of the same form arrive; `taken_files` says what happened."""

    def new_file(self, *args: object, **more: object) -> None:
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            self.request.upload_too_big = True  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None


def taken_files(request: HttpRequest, name: str) -> list[bytes]:
    """The files of a form's field; each request with one counts as a try of ACCOUNT_RATE_LIMITS'
    "upload". Raises PictureRefused or Refusal with a sentence for people."""
    files = [file for file in request.FILES.getlist(name) if isinstance(file, UploadedFile)]
    too_large = getattr(request, "upload_too_big", False)
    if not files and not too_large:
        return []
    if not ratelimit.consume(request, action="upload"):
        words = _("That was a lot of pictures in a short time. Please try again in an hour.")
        raise Refusal(words)
    if too_large:
        raise too_big(MOST_BYTES)
    if len(files) > MOST_AT_ONCE:
        words = _("Up to %(most)d pictures go at once; these are %(n)d.")
        raise PictureRefused(words % {"most": MOST_AT_ONCE, "n": len(files)})
    return [file.read() for file in files]
