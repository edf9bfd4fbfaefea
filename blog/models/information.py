"""Pages that the company writes and Wagtail keeps: /about/ and what stands under it."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from accounts.caps import caps

BODY_LENGTH = 50_000
INTRODUCTION_LENGTH = 500
# What an information page may hold. Pictures and embeds wait until pictures are decoded in a
# process of their own; an embed would send every reader to another company's server.
FEATURES = ("h2", "h3", "bold", "italic", "ol", "ul", "hr", "link")


class InformationIndex(Page):
    """/about/: the list of information pages. There is one."""

    introduction = models.CharField(_("introduction"), max_length=INTRODUCTION_LENGTH, blank=True)

    template = "blog/information_index.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["blog.InformationPage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    # The address is /about/ by agreement with every page's footer: there is no slug to change.
    promote_panels: ClassVar[list[Any]] = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("information index")
        constraints = caps("information_index", introduction=INTRODUCTION_LENGTH)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = InformationPage.objects.child_of(self).live().public().order_by("path")
        return {**super().get_context(request, *args, **kwargs), "pages": pages}


class InformationPage(Page):
    """One page of words: house rules, privacy, accessibility and the like."""

    body = RichTextField(_("text"), features=FEATURES, validators=[MaxLengthValidator(BODY_LENGTH)])

    template = "blog/information_page.html"
    parent_page_types: ClassVar[list[str]] = ["blog.InformationIndex"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    promote_panels: ClassVar[list[Any]] = [
        FieldPanel("slug"),
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ]

    class Meta:
        verbose_name = _("information page")
        constraints = caps("information_page", body=BODY_LENGTH)
