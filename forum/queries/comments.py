"""Comments, behind the same door as the thread they stand in."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from accounts.models import Member
from forum.models import Comment, Reply, Thread
from forum.queries.visibility import Viewer, may_see_thread, not_gone_for, sees_deleted

PAGE = 50


@dataclass(frozen=True)
class CommentPage:
    """A page of a post's comments, oldest first; the next starts after `after` (0 on the last)."""

    comments: list[Comment]
    after: int


def get_comment(viewer: Viewer, comment_id: int) -> Comment:
    """A standing comment. Raises Http404 when it is missing, deleted or not for the viewer."""
    comment = _comment(viewer, comment_id)
    if comment.deleted_at is not None:
        raise Http404
    return comment


def get_comment_or_deleted(viewer: Viewer, comment_id: int) -> Comment:
    """A comment, also a deleted one where the viewer sees those. Raises Http404 otherwise."""
    comment = _comment(viewer, comment_id)
    if comment.deleted_at is not None and not sees_deleted(viewer, comment):
        raise Http404
    return comment


def get_comment_to_moderate(viewer: Viewer, comment_id: int) -> Comment:
    """The same where the answer above may be gone too: the company still acts on what is under it.
    Raises Http404."""
    found = Comment.objects.select_related("thread", "reply", "author")
    comment = found.filter(pk=comment_id, reply__deleted_at__isnull=False).first()
    if comment is not None and isinstance(viewer, Member) and viewer.is_company:
        return comment
    return get_comment_or_deleted(viewer, comment_id)


def _comment(viewer: Viewer, comment_id: int) -> Comment:
    found = Comment.objects.select_related("thread", "reply", "author")
    comment = found.filter(pk=comment_id).first()
    if comment is None or not may_see_thread(viewer, comment.thread):
        raise Http404
    if comment.reply is not None and comment.reply.deleted_at is not None:
        raise Http404
    return comment


def list_comments(viewer: Viewer, post: Thread | Reply, *, after: int = 0) -> CommentPage:
    """A page of the comments of a post that the viewer may see.

    Raises Http404 when `after` is none of the post's comments; one deleted since keeps its place.
    """
    reply = post if isinstance(post, Reply) else None
    thread = post.thread if isinstance(post, Reply) else post
    all_of_it = Comment.objects.filter(thread=thread, reply=reply)
    comments = all_of_it.filter(_seen(viewer)).select_related("author")
    if after:
        place = all_of_it.filter(pk=after).first()
        if place is None:
            raise Http404
        tie = Q(created_at=place.created_at, pk__gt=place.pk)
        comments = comments.filter(Q(created_at__gt=place.created_at) | tie)
    found = list(comments.order_by("created_at", "pk")[: PAGE + 1])
    return CommentPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def _seen(viewer: Viewer) -> Q:
    """Deleted ones are for their author, who deleted them, and the company."""
    if not isinstance(viewer, Member):
        return Q(deleted_at=None)
    if viewer.is_company:
        return Q()
    return not_gone_for(viewer)
