"""Who may write, edit and publish posts: three groups of Wagtail's, and the way through them."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.enums import COMPANY_ROLES, Role
from accounts.models import Member

AUTHORS, EDITORS, PUBLISHERS = "Help authors", "Help editors", "Help publishers"
# Wagtail's words: with "add" somebody writes pages and changes their own.
MAY_ON_PAGES = {
    AUTHORS: ("add_page",),
    EDITORS: ("add_page", "change_page"),
    PUBLISHERS: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
# Django's: to name another as a post's author, and to keep what all posts choose from.
CHANGES_OTHERS = (
    "change_post",
    *(f"{verb}_{model}" for verb in ("add", "change", "delete") for model in ("release", "series")),
)
MAY_ELSEWHERE = {AUTHORS: (), EDITORS: CHANGES_OTHERS, PUBLISHERS: CHANGES_OTHERS}
MAY_WITH_PICTURES = ("add_image", "choose_image", "add_document", "choose_document")
WORKFLOW, REVIEW = "Review of posts", "Review"


def give_groups_help(index: Page) -> None:
    """Let the three groups work under /help/: authors write, editors change what others wrote and
    review it, publishers publish too. What is submitted is published when a reviewer approves it.
    Who has a role already that makes them authors is let in when the group is made."""
    is_new = not Group.objects.filter(name=AUTHORS).exists()
    groups = {name: _group(name, index) for name in MAY_ON_PAGES}
    task, _ = GroupApprovalTask.objects.get_or_create(name=REVIEW)
    task.groups.set([groups[EDITORS], groups[PUBLISHERS]])
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=index, defaults={"workflow": workflow})
    if is_new:
        groups[AUTHORS].user_set.add(*Member.objects.filter(role__in=COMPANY_ROLES, is_active=True))


def groups_of_role(role: Role) -> tuple[str, ...]:
    """Whoever speaks for the company writes posts (accounts.roles.register_groups_of_role)."""
    return (AUTHORS,) if role in COMPANY_ROLES else ()


def let_write(member: Member, *, group: str = AUTHORS) -> None:
    """Put a member into one of the groups; it takes effect for people of the company only (see
    blog.permissions). Raises Group.DoesNotExist before `make_help` has run."""
    member.groups.add(Group.objects.get(name=group))


def _group(name: str, index: Page) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(
            codename__in=MAY_ELSEWHERE[name], content_type__app_label="blog"
        ),
    )
    for permission in Permission.objects.filter(
        codename__in=MAY_ON_PAGES[name], content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)
    # Wagtail's migrations make one; a database that was emptied since has none.
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for permission in Permission.objects.filter(codename__in=MAY_WITH_PICTURES):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
    return group
