"""What a how-to can be made of, and where it can stand."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import Member
from accounts.refusals import Refusal
from blog.models import HowTo, Topic
from blog.permissions import check_may_make_of
from forum.models import Thread
from forum.providers import ThreadAct

# How-tos that a form offers to add to, the newest first.
MOST_OFFERED = 200


def acts_on_thread(member: Member, thread: Thread) -> list[ThreadAct]:
    """The button "Make a how-to" on a thread, which people of the company alone are shown
    (forum.providers.register_thread_acts). Whether somebody may write is asked when it is pressed:
    their role says so, and asking here would cost each thread page two queries."""
    try:
        check_may_make_of(thread)
    except Refusal:
        return []
    return [ThreadAct(_("Make a how-to"), reverse("howto-make", args=[thread.pk]))]


def howto_of(thread: Thread) -> HowTo | None:
    """The how-to that was made of a thread, the first where there are several."""
    found: HowTo | None = HowTo.objects.filter(sources__thread=thread).order_by("pk").first()
    return found


def topics_for(member: Member) -> QuerySet[Topic]:
    """Topics under which somebody may write."""
    may = PagePermissionPolicy().instances_user_has_permission_for(member, "add")
    topics: QuerySet[Topic] = Topic.objects.filter(pk__in=may.values("pk")).order_by("path")
    return topics


def howtos_for(member: Member) -> QuerySet[HowTo]:
    """How-tos that somebody may change: those to which a thread can be added."""
    may = PagePermissionPolicy().instances_user_has_permission_for(member, "change")
    newest = HowTo.objects.filter(pk__in=may.values("pk")).order_by("-pk")
    offered: QuerySet[HowTo] = newest.filter(pk__in=newest.values("pk")[:MOST_OFFERED])
    return offered
