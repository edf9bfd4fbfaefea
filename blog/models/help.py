"""/help/ and its topics, under which posts stand."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from accounts.caps import caps
from forum.models.boards import ICONS

INTRODUCTION_LENGTH = 500
# What stands under /help/ beside topics.
RESERVED = frozenset(["series", "tags", "by", "feeds", "feedback", "make", "print"])


class HelpIndex(Page):
    """/help/: the topics and what is new. There is one."""

    introduction = models.CharField(_("introduction"), max_length=INTRODUCTION_LENGTH, blank=True)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["blog.Topic"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    # The address is /help/ by agreement with every page's menu: there is no slug to change.
    promote_panels: ClassVar[list[Any]] = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("help index")
        constraints = caps("help_index", introduction=INTRODUCTION_LENGTH)


class Topic(Page):
    """/help/<topic>/: the posts about one subject."""

    introduction = models.CharField(_("introduction"), max_length=INTRODUCTION_LENGTH, blank=True)
    icon = models.CharField(
        _("icon"), max_length=20, default="book", choices=[(i, i) for i in ICONS]
    )

    parent_page_types: ClassVar[list[str]] = ["blog.HelpIndex"]
    subpage_types: ClassVar[list[str]] = ["blog.HowTo", "blog.Tip", "blog.Announcement"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("icon"),
    ]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug"), FieldPanel("search_description")]

    class Meta:
        verbose_name = _("topic")
        constraints = caps("topic", introduction=INTRODUCTION_LENGTH, icon=20)

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("That address has a meaning of its own here.")})
