"""What needs nobody: rules as data, what people said of them, and weekly samples of what they hid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from ambassadors.enums import NoiseKind

RULE_LENGTH, NAME_LENGTH = 200, 60


class NoiseRule(models.Model):
    """One rule. `pattern` is a word or phrase, a language, a handle or a part of a mail address, as its
    kind wants it; it is text and never an expression."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    kind = models.CharField(_("looks at"), max_length=10, choices=NoiseKind.choices)
    pattern = models.CharField(_("for"), max_length=RULE_LENGTH, blank=True)
    is_on = models.BooleanField(_("on"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    hits = models.PositiveIntegerField(_("hits"), default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("noise rule")
        constraints = [
            *caps("noise_rule", name=NAME_LENGTH, kind=10, pattern=RULE_LENGTH),
            models.CheckConstraint(
                condition=Q(kind__in=NoiseKind.values), name="noise_rule_kind_known"
            ),
            models.UniqueConstraint(fields=["kind", "pattern"], name="noise_rule_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Verdict(models.Model):
    """What a person said of an item that a rule ignored: whether it was noise. `week` is the Monday of
    the sample that put it before them, null where they came across it."""

    item = models.OneToOneField("ambassadors.Item", models.CASCADE, related_name="verdict")
    rule = models.ForeignKey(NoiseRule, models.SET_NULL, null=True, related_name="verdicts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    was_noise = models.BooleanField()
    week = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["rule", "was_noise"], name="verdict_of_rule")]

    def __str__(self) -> str:
        return f"{'noise' if self.was_noise else 'wanted'}: {self.item_id}"


class Sampled(models.Model):
    """An ignored item that was drawn for the sample of a week."""

    week = models.DateField()
    item = models.ForeignKey("ambassadors.Item", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "item"], name="sampled_once")]

    def __str__(self) -> str:
        return f"{self.week}: {self.item_id}"
