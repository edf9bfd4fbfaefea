"""Who may write the company's pages."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from blog.models import Check


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


def check_can_settle_check(by: Member | AnonymousUser, check: Check) -> None:
    """Raises Refusal for who did not write the post and may not change what others wrote."""
    company = isinstance(by, Member) and by.is_active and by.is_company
    wrote = check.post.author_id == by.pk
    if not company or not (wrote or by.is_superuser or _edits(by)):
        raise Refusal(_("That is for its author, or for an editor."))


def _edits(by: Member | AnonymousUser) -> bool:
    return bool(by.groups.filter(name__in=["Help editors", "Help publishers"]).exists())
