"""Who has to do with a post, beside its author."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from accounts.caps import caps
from blog.enums import Part


class Credit(Orderable):
    """Somebody who wrote a post too, found what it says, or asked; named on its page."""

    post = ParentalKey("blog.Post", related_name="credits")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("member"),
    )
    part = models.CharField(_("what they did"), max_length=8, choices=Part.choices)

    panels: ClassVar[list[Any]] = [FieldPanel("member"), FieldPanel("part")]

    class Meta(Orderable.Meta):
        constraints = [
            *caps("credit", part=8),
            models.UniqueConstraint(fields=["post", "member", "part"], name="credit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} ({self.get_part_display()})"
