"""Canned answers, written once, read by a second person, and counted by what they solved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps

NAME_LENGTH, TEXT_LENGTH = 80, 2_000


class MacroState(TextChoices):
    """Only a reviewed one is offered."""

    DRAFT = "draft", _("Draft")
    REVIEWED = "reviewed", _("Reviewed")
    RETIRED = "retired", _("Retired")


class Macro(models.Model):
    """A text with variables in braces, {name} and the like. Whoever wrote it does not review it."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    language = models.CharField(_("language"), max_length=10, blank=True)
    # Posted by itself, to everybody, and not offered as an answer.
    is_tip = models.BooleanField(_("a tip: posted by itself, not as an answer"), default=False)
    must_edit = models.BooleanField(_("must be edited before it is sent"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MacroState.choices, default=MacroState.DRAFT
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="macros")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("macro")
        constraints = [
            *caps("macro", name=NAME_LENGTH, text=TEXT_LENGTH, language=10, state=10),
            models.CheckConstraint(
                condition=Q(state__in=MacroState.values), name="macro_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("by")),
                name="macro_read_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name
