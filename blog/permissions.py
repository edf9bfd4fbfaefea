"""Who may write the company's pages."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import Member
from accounts.refusals import Refusal
from blog.models import Check
from forum.models import Thread
from forum.queries.visibility import audience_of, may_see_thread


def check_can_edit_pages(viewer: Member | AnonymousUser) -> None:
    """Let pass who speaks for the company and is in a group of editors (or a superuser of the
    installation). Raises Refusal for everyone else, also for a customer whom somebody put into
    such a group by mistake.
    """
    if isinstance(viewer, Member) and viewer.is_active:
        speaks_for_company = viewer.is_company or viewer.is_superuser
        if speaks_for_company and viewer.has_perm("wagtailadmin.access_admin"):
            return
    raise Refusal(_("Pages are written by people of the company."))


def may_edit_pages(viewer: Member | AnonymousUser) -> bool:
    """The same as an answer, for who picks people."""
    try:
        check_can_edit_pages(viewer)
    except Refusal:
        return False
    return True


def check_may_make_of(thread: Thread) -> None:
    """Raises Refusal for a thread of which no how-to is made. What is written on a closed board never
    becomes a page for everybody, whoever may read it there."""
    if audience_of(thread.board_id):
        raise Refusal(_("What is written on a closed board stays there."))
    if thread.deleted_at is not None:
        raise Refusal(_("This thread is deleted."))
    if not thread.is_solved or thread.solution_id is None:
        raise Refusal(_("A how-to is made of a Solution, and this thread has none."))


def check_can_make_howto(by: Member | AnonymousUser, thread: Thread) -> None:
    """Let pass who may add pages, for a thread that they see and that has a Solution. Raises Refusal.
    What the thread says is asked first: it costs no query, and few threads are left then."""
    if not may_see_thread(by, thread):
        raise Refusal(_("There is no such thread."))
    check_may_make_of(thread)
    check_can_edit_pages(by)
    if not PagePermissionPolicy().user_has_permission(by, "add"):
        raise Refusal(_("Pages are written by people of the company."))


def check_can_add_under(by: Member, topic: Page) -> None:
    """Raises Refusal for a topic under which somebody may not add pages."""
    if not topic.permissions_for_user(by).can_add_subpage():
        raise Refusal(_("You cannot write under that topic."))


def check_can_change(by: Member, page: Page) -> None:
    """Raises Refusal for a page that somebody may not change, or that another holds locked."""
    may = page.permissions_for_user(by)
    if not may.can_edit() or may.page_locked():
        raise Refusal(_("You cannot change that how-to."))


def check_can_settle_check(by: Member, check: Check) -> None:
    """Raises Refusal for who did not write the post and may not change what others wrote."""
    concerned = check.post.author_id == by.pk or by.has_perm("blog.change_post")
    if not (by.is_active and by.is_company and concerned):
        raise Refusal(_("That is for its author, or for an editor."))
