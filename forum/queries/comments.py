"""Single comments, behind the same door as the thread they stand in."""

from django.http import Http404

from forum.models import Comment
from forum.queries.visibility import Viewer, may_see_thread


def get_comment(viewer: Viewer, comment_id: int) -> Comment:
    """A standing comment. Raises Http404 when it is missing, deleted or not for the viewer."""
    found = Comment.objects.select_related("thread", "reply", "author").filter(deleted_at=None)
    comment = found.filter(pk=comment_id).first()
    if comment is None or not may_see_thread(viewer, comment.thread):
        raise Http404
    if comment.reply is not None and comment.reply.deleted_at is not None:
        raise Http404
    return comment
