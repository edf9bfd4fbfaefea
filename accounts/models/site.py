"""What a company makes its own: one row, read by every page through `accounts.site`."""

from django.core.validators import MaxLengthValidator, MinLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

colour_shape = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Write a colour as # and six signs 0-9, a-f."))


class SiteSettings(models.Model):
    """The only row has the key 1; where there is none, the environment's and our own values hold."""

    THE_ONE = 1

    name = models.CharField(_("name of the company"), max_length=40)
    logo = models.CharField(_("logo"), max_length=100, blank=True, help_text=_("a file in media"))
    brand = models.CharField(
        _("brand colour on light ground"),
        max_length=7,
        blank=True,
        validators=[colour_shape, MinLengthValidator(7), MaxLengthValidator(7)],
    )
    brand_dark = models.CharField(
        _("brand colour on dark ground"),
        max_length=7,
        blank=True,
        validators=[colour_shape, MinLengthValidator(7), MaxLengthValidator(7)],
    )
    mail_sender = models.CharField(_("sender of mails"), max_length=200, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    kinds = models.JSONField(_("kinds of threads"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [
            *caps("site", name=40, logo=100, brand=7, brand_dark=7, mail_sender=200),
            models.CheckConstraint(condition=models.Q(pk=1), name="site_one_row"),
        ]

    def __str__(self) -> str:
        return self.name
