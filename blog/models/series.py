"""Posts that are read one after the other."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from accounts.caps import caps


class Series(ClusterableModel):
    """/help/series/<slug>/: posts in an order."""

    title = models.CharField(_("title"), max_length=140)
    slug = models.SlugField(_("address name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("description"),
        InlinePanel("parts", label=_("Post")),
    ]

    class Meta:
        ordering = ["title"]
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = caps("series", title=140, slug=60, description=300)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/help/series/{self.slug}/"


class SeriesPart(Orderable):
    """A post of a series, in its place."""

    series = ParentalKey(Series, related_name="parts")
    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="series_parts")

    panels: ClassVar[list[Any]] = [PageChooserPanel("post", ["blog.HowTo", "blog.Tip"])]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["series", "post"], name="series_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.post}"
