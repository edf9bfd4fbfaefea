"""Finding imported posts by the id they had where they came from."""

from django.http import Http404

from forum.models import ImportedRecord, Reply, Thread
from forum.queries.visibility import Viewer, get_reply, get_thread

ANSWER = "answer-"


def get_imported(viewer: Viewer, source: str, external_id: str) -> Thread | Reply:
    """The thread, else the reply, that had this id; `answer-<id>` says that a reply is meant, for
    sources that count both apart. Raises Http404 when there is none or the viewer may not see it."""
    kinds: tuple[str, ...] = ("thread", "reply")
    if external_id.startswith(ANSWER):
        external_id, kinds = external_id.removeprefix(ANSWER), ("reply",)
    found = ImportedRecord.objects.filter(source=source, external_id=external_id)
    posts = dict(found.filter(kind__in=kinds).values_list("kind", "object_id"))
    if "thread" in posts:
        return get_thread(viewer, posts["thread"])
    if "reply" in posts:
        return get_reply(viewer, posts["reply"])
    raise Http404
