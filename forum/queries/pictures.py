"""Who may see a picture: whoever may see a text that shows it."""

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Member
from forum.enums import PictureState
from forum.markup import pictures_in
from forum.markup.pictures import name_in, url_of
from forum.models import Picture, PictureUse
from forum.models.pictures import ALT_LENGTH
from forum.queries.visibility import Viewer, in_open_boards

PREFIX = "/media/posts/"


def visible_pictures(viewer: Viewer) -> QuerySet[Picture]:
    """Pictures of texts that the viewer may see, and their own that no text shows yet.

    The one door, asked whenever a file is sent: a board that closes, a post that is deleted or an
    edit that leaves the picture out is felt at once (browsers keep a copy for half a minute).
    """
    shown = Exists(PictureUse.objects.filter(_readable(viewer), picture=OuterRef("pk")))
    own = Q(unused_since__isnull=False, uploader_id=viewer.pk) if viewer.pk else Q(pk__in=[])
    return Picture.objects.filter(shown | own, state=PictureState.READY)


def _readable(viewer: Viewer) -> Q:
    """Uses in texts that the viewer may see, deleted ones for who may bring them back."""
    inside = (
        in_open_boards(viewer, "thread__board_id")
        & in_open_boards(viewer, "reply__thread__board_id")
        & in_open_boards(viewer, "comment__thread__board_id")
    )
    paths = ("thread", "reply", "reply__thread", "comment", "comment__reply", "comment__thread")
    for path in paths:
        inside &= _standing(viewer, path)
    return inside


def _standing(viewer: Viewer, path: str) -> Q:
    if not isinstance(viewer, Member):
        return Q(**{f"{path}__deleted_at": None})
    if viewer.is_company:
        return Q()
    back = Q(**{f"{path}__author": viewer}) | Q(**{f"{path}__deleted_by": viewer})
    return Q(**{f"{path}__deleted_at": None}) | back


def may_see_picture_file(viewer: Viewer, name: str) -> bool:
    """Whether the viewer may see the file `posts/<name>` now (accounts.providers.register_files)."""
    picture = name_in(PREFIX + name)
    return bool(picture) and visible_pictures(viewer).filter(name=picture).exists()


def bindable_pictures(
    names: Collection[str],
    by: Viewer | None,
    post: object = None,
    writers: Collection[int] = (),
) -> QuerySet[Picture]:
    """Those that a text of `by` may show: their own, and what they may see. Naming another's
    address opens nothing that is closed to oneself. What `post` shows already stays; so does what
    `writers` brought, by id: whose words these were before."""
    ready = Picture.objects.filter(name__in=names, state=PictureState.READY)
    may = Q(pk__in=[])
    if by is not None:
        may = Q(pk__in=visible_pictures(by).values("pk")) | Q(uploader_id=by.pk)
    if post is not None:
        column = post._meta.model_name  # type: ignore[attr-defined]
        may |= Q(pk__in=PictureUse.objects.filter(**{column: post}).values("picture_id"))
    if writers:
        may |= Q(uploader_id__in=writers)
    return ready.filter(may)


def faults_in(source: str, by: Viewer, post: object = None) -> str:
    """What is wrong with the pictures of a text, in a sentence for its author; "" if nothing."""
    if PREFIX not in source:
        return ""
    seen = pictures_in(source)
    if any(one.name and not one.words for one in seen):
        return words_missing()
    names = {one.name for one in seen}
    known = set(bindable_pictures(names, by, post).values_list("name", flat=True))
    lost = [one.words or url_of(one.name) for one in seen if one.name not in known]
    if lost:
        words = _("The picture “%(words)s” is not here any more. Bring it again, or take it out.")
        return words % {"words": lost[0][:ALT_LENGTH]}
    return ""


def words_missing() -> str:
    """The sentence for a picture without words."""
    return _(
        "Say what your picture shows, between the square brackets before its address: some people "
        "listen to this page."
    )


def files_of_member(member: Member) -> Iterator[tuple[str, str]]:
    """The pictures they brought, for their archive: the name there and the name in storage."""
    rows = Picture.objects.filter(uploader=member, state=PictureState.READY).order_by("pk")
    for name in rows.values_list("name", flat=True).iterator():
        yield f"pictures/{name}.webp", f"posts/{name}.webp"
