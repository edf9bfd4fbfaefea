"""Versions of the product that posts are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps


class Release(models.Model):
    """A version of a product. What was tested with older ones alone is out of date."""

    product = models.CharField(_("product"), max_length=60)
    name = models.CharField(_("version"), max_length=40)
    released_on = models.DateField(_("released on"))

    class Meta:
        ordering = ["product", "-released_on", "-id"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            *caps("release", product=60, name=40),
            models.UniqueConstraint(fields=["product", "name"], name="release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.name}"
