"""Writing: the first information pages, and who may edit them."""

import tomllib
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    GroupApprovalTask,
    GroupPagePermission,
    Locale,
    ModelLogEntry,
    Page,
    PageSubscription,
    Site,
    WorkflowPage,
)
from wagtail.users.models import UserProfile

from accounts.models import Member
from accounts.names import FORMER
from blog.models import InformationIndex, InformationPage
from blog.queries.information import log_of

STARTER = Path(__file__).parent.with_name("starter.toml")
EDITORS = "Page editors"
EDITORS_MAY = ("add_page", "change_page", "publish_page")


@transaction.atomic
def make_information_pages(*, by: Member | None = None) -> list[InformationPage]:
    """Make /about/ and the pages of starter.toml under it, and give editors their group.

    Safe to run again: what is there already, also when an editor has changed it, stays as it is.
    `by` is the author of the first versions; None for an installation without members yet.
    Returns the pages that are new.
    """
    starter = tomllib.loads(STARTER.read_text(encoding="utf-8"))
    index = _index(name_site(), introduction=starter["introduction"])
    give_editors_pages(index)
    return [
        _add_page(index, by=by, **{key: _of_company(value) for key, value in page.items()})
        for page in starter["page"]
        if not InformationPage.objects.child_of(index).filter(slug=page["slug"]).exists()
    ]


def give_editors_pages(index: InformationIndex) -> Group:
    """The group whose members may add, change and publish pages under `index` (and nothing that
    stands elsewhere). Wagtail's own two groups, which may change every page, go when unused, and
    with them the approval that only they could give."""
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in Permission.objects.filter(
        codename__in=EDITORS_MAY, content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.get_or_create(group=editors, page=index, permission=permission)
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None, boards=None).delete()
    WorkflowPage.objects.filter(workflow__workflow_tasks__task__in=_tasks_of_nobody()).delete()
    return editors


def _tasks_of_nobody() -> QuerySet[GroupApprovalTask]:
    return GroupApprovalTask.objects.filter(groups=None)


def let_edit_pages(member: Member) -> None:
    """Make `member` an editor of the pages; it takes effect for people of the company only (see
    blog.permissions). Raises Group.DoesNotExist before `make_information_pages` has run."""
    member.groups.add(Group.objects.get(name=EDITORS))


def erase_from_desk(member: Member) -> None:
    """Part of erasing a member (accounts.actions.privacy): what Wagtail keeps about who uses its
    desk. The pages stay, and what was done to them, as does what a former member did."""
    for avatar in UserProfile.objects.filter(user=member).values_list("avatar", flat=True):
        if avatar:
            transaction.on_commit(partial(default_storage.delete, avatar))
    for model in (UserProfile, EditingSession, FormState, APIToken, PageSubscription):
        model.objects.filter(user=member).delete()
    ModelLogEntry.objects.filter(log_of(member)).update(label=FORMER, data={})


def name_site() -> Page:
    """Give Wagtail's site the company's name and address; returns the root page, which Wagtail
    delivers with a welcome that nobody should see."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    site = site or _new_site()
    address = urlsplit(settings.SITE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.SITE_NAME
    site.save()
    root: Page = site.root_page
    if root.title.startswith("Welcome"):
        root.title = root.draft_title = settings.SITE_NAME
        root.save()
    return root


def _new_site() -> Site:
    """What Wagtail's migrations make, for a database that was emptied since."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    root = top.add_child(instance=Page(title=settings.SITE_NAME, slug="home"))
    return Site(root_page=root, is_default_site=True)


def _index(root: Page, *, introduction: str) -> InformationIndex:
    index: InformationIndex | None = InformationIndex.objects.first()
    if index is None:
        index = InformationIndex(title="About", slug="about", introduction=introduction)
        root.add_child(instance=index)
        index.save_revision().publish()
    return index


def _add_page(
    index: InformationIndex,
    *,
    by: Member | None,
    slug: str,
    title: str,
    description: str,
    body: str,
) -> InformationPage:
    page = InformationPage(
        title=title, slug=slug, search_description=description, body=body.strip(), owner=by
    )
    index.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    return page


def _of_company(words: str) -> Any:
    return words.replace("[company]", settings.SITE_NAME)
