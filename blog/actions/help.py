"""The tree of the help blog: /help/ and its topics."""

from django.db import transaction

from accounts.models import Member
from blog.actions.groups import give_groups_help
from blog.actions.information import name_site
from blog.models import HelpIndex, Topic


@transaction.atomic
def make_help(*, title: str = "How-tos", introduction: str = "") -> HelpIndex:
    """Make /help/ where it is not there yet, and give those who write their groups. Safe to run
    again; what an editor changed stays."""
    index: HelpIndex | None = HelpIndex.objects.first()
    if index is None:
        index = HelpIndex(title=title, slug="help", introduction=introduction)
        name_site().add_child(instance=index)
        index.save_revision().publish()
    give_groups_help(index)
    return index


@transaction.atomic
def make_topic(
    *, slug: str, title: str, introduction: str = "", icon: str = "book", by: Member | None = None
) -> Topic:
    """The topic of this slug under /help/, made where it is not there yet."""
    index = make_help()
    topic: Topic | None = Topic.objects.child_of(index).filter(slug=slug).first()
    if topic is None:
        topic = Topic(title=title, slug=slug, introduction=introduction, icon=icon, owner=by)
        index.add_child(instance=topic)
        topic.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    return topic
