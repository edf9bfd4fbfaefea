"""Words that mean the same, as the company's staff says."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

LINE_LENGTH = 1_000


class Synonyms(models.Model):
    """A line of words and short phrases with commas between them: who looks for one of them finds
    the others. They are of no language: a word is found in all that it may be of."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=LINE_LENGTH,
        help_text=_("With commas between them, such as: junk mail, spam"),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words", "pk"]
        constraints = caps("synonyms", words=LINE_LENGTH)

    def __str__(self) -> str:
        return self.words[:80]
