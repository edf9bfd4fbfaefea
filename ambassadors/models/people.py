"""Who is on duty, when, and by when people are answered."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from ambassadors.enums import Kind
from ambassadors.models.channels import Channel

ROLE_LENGTH, NOTE_LENGTH, LIST_LENGTH = 80, 2_000, 200
A_DAY = 24 * 60  # minutes
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def clock(minutes: int) -> str:
    """Minutes after midnight as clocks show them; the end of a day is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


class Duty(models.Model):
    """An ambassador at the desk. Their picture, name and sign are the member's."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty", verbose_name=_("member")
    )
    what = models.CharField(_("role"), max_length=ROLE_LENGTH, blank=True)
    languages = models.CharField(_("languages"), max_length=LIST_LENGTH, blank=True)
    topics = models.CharField(_("topics"), max_length=LIST_LENGTH, blank=True)
    is_away = models.BooleanField(_("away"), default=False)
    # Somebody else reads what they send first.
    needs_approval = models.BooleanField(_("a second person reads their answers"), default=False)
    is_public = models.BooleanField(_("on the page of who is on duty"), default=True)

    class Meta:
        verbose_name = _("ambassador on duty")
        verbose_name_plural = _("ambassadors on duty")
        constraints = caps("duty", what=ROLE_LENGTH, languages=LIST_LENGTH, topics=LIST_LENGTH)

    def __str__(self) -> str:
        return f"duty of {self.member_id}"


class Minutes(models.Model):
    """From `begins` to `ends`, minutes after midnight of a weekday in the desk's time zone."""

    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    begins = models.PositiveSmallIntegerField(validators=[MaxValueValidator(A_DAY)])
    ends = models.PositiveSmallIntegerField(validators=[MaxValueValidator(A_DAY)])

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, ends__gt=F("begins"), ends__lte=A_DAY),
                name="%(class)s_within_a_day",
            )
        ]

    @property
    def times(self) -> tuple[str, str]:
        """When it begins and ends, as clocks show it; the end of a day is 24:00."""
        return clock(self.begins), clock(self.ends)


class Shift(Minutes):
    """A part of every week that somebody is on duty."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shifts")

    class Meta(Minutes.Meta):
        ordering = ["weekday", "begins", "id"]

    def __str__(self) -> str:
        return f"shift of {self.member_id}"


class OpenHours(Minutes):
    """When the desk answers."""

    class Meta(Minutes.Meta):
        ordering = ["weekday", "begins"]
        verbose_name_plural = _("open hours")

    def __str__(self) -> str:
        return f"open on day {self.weekday}"


class HandOver(models.Model):
    """What whoever goes tells whoever comes."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(max_length=NOTE_LENGTH)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = caps("hand_over", text=NOTE_LENGTH)

    def __str__(self) -> str:
        return f"hand-over of {self.by_id}"


class Target(models.Model):
    """By when somebody is answered first: the first target that fits, in their order. Empty fits
    everything. `minutes` count in open hours alone, unless `around_the_clock`."""

    name = models.CharField(_("name"), max_length=60)
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, verbose_name=_("channel")
    )
    board = models.ForeignKey(
        "forum.Board", models.CASCADE, null=True, blank=True, verbose_name=_("board")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True)
    only_urgent = models.BooleanField(_("only what is urgent"), default=False)
    minutes = models.PositiveIntegerField(_("minutes"))
    warn_minutes = models.PositiveIntegerField(_("warn so many minutes before"), default=30)
    around_the_clock = models.BooleanField(_("around the clock"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("target")
        constraints = [
            *caps("target", name=60, kind=10),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="target_a_minute"),
            models.CheckConstraint(
                condition=Q(warn_minutes__lt=F("minutes")), name="target_warns_before"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeskSettings(models.Model):
    """One row: what holds for the whole desk. `weights` are those of the score, by part."""

    THE_ONE = 1

    brand = models.CharField(_("brand names, one a line"), max_length=500, blank=True)
    products = models.CharField(_("product names, one a line"), max_length=1_000, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    weights = models.JSONField(_("weights of the score"), default=dict, blank=True)
    embargo = models.CharField(_("words to warn about, one a line"), max_length=1_000, blank=True)
    approval_words = models.CharField(
        _("words that a second person reads first, one a line"), max_length=1_000, blank=True
    )
    peers_first_hours = models.PositiveSmallIntegerField(
        _("hours that a thread waits for other customers before it comes to the desk"), default=4
    )

    class Meta:
        verbose_name = _("desk settings")
        verbose_name_plural = _("desk settings")
        constraints = [
            *caps(
                "desk_settings",
                brand=500,
                products=1_000,
                time_zone=40,
                embargo=1_000,
                approval_words=1_000,
            ),
            models.CheckConstraint(condition=Q(pk=1), name="desk_settings_one"),
        ]

    def __str__(self) -> str:
        return "desk settings"
