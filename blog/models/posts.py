"""Posts of the help blog: how-tos, tips, and announcements of what is known to be wrong."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from accounts.caps import caps
from blog.addresses import address_of
from blog.blocks import TEXT_FEATURES, Needs, Steps
from blog.enums import Level, Status

SUMMARY_LENGTH = 400
WORDS_LENGTH = 5_000
TIP_LENGTH = 1_500


def _words(name: Any, most: int = WORDS_LENGTH, **more: Any) -> RichTextField:
    validators = [MaxLengthValidator(most)]
    return RichTextField(name, features=TEXT_FEATURES, validators=validators, **more)


class Post(Page):
    """What every post has: it stands under a topic, has an author with a face, tags, a board for its
    comments and a date on which somebody looks at it again. A how-to, a tip or an announcement is
    one; nothing is a Post alone."""

    summary = models.CharField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("What this does for the reader, in a sentence or two."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    tags = ParentalManyToManyField("forum.Tag", blank=True, related_name="posts")
    comments_board = models.ForeignKey(
        "forum.Board",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("board for comments"),
        help_text=_("A thread is made there when this is published; none without a board."),
    )
    comments_thread = models.OneToOneField(
        "forum.Thread", models.SET_NULL, null=True, blank=True, editable=False, related_name="post"
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["blog.Topic"]
    subpage_types: ClassVar[list[str]] = []
    people_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("author", permission="blog.change_post"),
                InlinePanel("credits", label=_("Credit")),
            ],
            heading=_("People"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("language"),
                FieldPanel("tags"),
                FieldPanel("comments_board"),
                FieldPanel("review_on"),
            ],
            heading=_("About this post"),
        ),
    ]
    promote_panels: ClassVar[list[Any]] = [
        FieldPanel("slug"),
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ]

    class Meta:
        verbose_name = _("post")
        constraints = caps("post", summary=SUMMARY_LENGTH, language=12)

    def get_absolute_url(self) -> str:
        return address_of(self.url_path)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Wagtail asks the page itself."""
        from blog.previews import show_preview  # which knows the models

        return show_preview(request, self)

    def with_content_json(self, content: dict[str, Any]) -> "Post":
        """A revision knows the thread of comments of its day; that of today stays."""
        found: Post = super().with_content_json(content)
        found.comments_thread_id = self.comments_thread_id
        return found

    def clean(self) -> None:
        super().clean()
        same = Post.objects.filter(title__iexact=self.title, language=self.language)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"title": _("There is a post of this name in this language.")})


class HowTo(Post):
    """Steps to something that a reader wants to do."""

    needs = StreamField(Needs(required=False), blank=True, verbose_name=_("you need"))
    steps = StreamField(Steps(required=False), blank=True, verbose_name=_("steps"))
    level = models.CharField(_("level"), max_length=6, choices=Level.choices, default=Level.EASY)
    minutes = models.PositiveSmallIntegerField(
        _("minutes to do it"), null=True, blank=True, help_text=_("Empty where nobody can say.")
    )
    platform = models.CharField(_("platform"), max_length=100, blank=True)
    releases = ParentalManyToManyField(
        "blog.Release", blank=True, related_name="howtos", verbose_name=_("tested with")
    )

    is_creatable = True
    template = "blog/post.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("minutes"),
                FieldPanel("releases"),
                FieldPanel("platform"),
            ],
            heading=_("Applies to"),
        ),
        FieldPanel("needs"),
        FieldPanel("steps"),
        *Post.people_panels,
    ]

    class Meta:
        verbose_name = _("how-to")
        verbose_name_plural = _("how-tos")
        constraints = caps("howto", level=6, platform=100)


class Tip(Post):
    """The tip of a day: one thing, said in a few sentences."""

    body = _words(_("tip"), TIP_LENGTH)

    is_creatable = True
    template = "blog/post.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        *Post.people_panels,
    ]

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        constraints = caps("tip", body=TIP_LENGTH)


class Announcement(Post):
    """A known issue: shown as a line on the boards that it concerns until it is closed."""

    symptom = _words(_("what you notice"))
    cause = _words(_("why"), blank=True)
    workaround = _words(_("what helps meanwhile"), blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.LOOKING
    )
    next_update_at = models.DateTimeField(_("next update"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    boards = ParentalManyToManyField(
        "forum.Board", blank=True, related_name="announcements", verbose_name=_("boards")
    )

    is_creatable = True
    template = "blog/post.html"
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("status"),
        FieldPanel("next_update_at"),
        FieldPanel("boards"),
        FieldPanel("symptom"),
        FieldPanel("cause"),
        FieldPanel("workaround"),
        *Post.people_panels,
    ]

    class Meta:
        verbose_name = _("known issue")
        verbose_name_plural = _("known issues")
        constraints = caps(
            "announcement",
            symptom=WORDS_LENGTH,
            cause=WORDS_LENGTH,
            workaround=WORDS_LENGTH,
            status=8,
        )

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    def is_late(self, at: datetime | None = None) -> bool:
        """Whether the promised update did not come."""
        due = self.next_update_at
        return self.is_open and due is not None and due < (at or timezone.now())
