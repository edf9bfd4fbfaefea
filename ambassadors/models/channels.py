"""Where the desk listens, what that costs, and when it heard nothing."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from ambassadors.enums import ChannelKind

NAME_LENGTH, SOURCE_LENGTH, RESOURCE_LENGTH, WHY_LENGTH = 60, 500, 100, 300
# Money is counted in millionths of a dollar: a post that is read costs 5,000 of them.
MICRO = 1_000_000


class Channel(models.Model):
    """One place that is listened to. `source` says what of it: search words, a hashtag, the address
    of a feed or the name of a file. Its keys stand in the environment and nowhere else."""

    kind = models.CharField(_("kind"), max_length=10, choices=ChannelKind.choices)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, unique=True)
    source = models.CharField(_("what is listened to"), max_length=SOURCE_LENGTH, blank=True)
    handle = models.CharField(_("our account there"), max_length=100, blank=True)
    is_on = models.BooleanField(_("on"), default=True)
    listens_only = models.BooleanField(_("listen only"), default=False)
    monthly_budget = models.PositiveBigIntegerField(
        _("most to spend in a month, in millionths of a dollar"), default=0
    )
    retention_days = models.PositiveSmallIntegerField(_("days to keep texts"), default=90)
    # Where the next fetch goes on, in the adapter's own words.
    cursor = models.JSONField(default=dict, editable=False)
    next_fetch_at = models.DateTimeField(default=timezone.now, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField(max_length=WHY_LENGTH, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            *caps(
                "channel",
                kind=10,
                name=NAME_LENGTH,
                source=SOURCE_LENGTH,
                handle=100,
                trouble=WHY_LENGTH,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="channel_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(retention_days__gte=1), name="channel_retention_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Spend(models.Model):
    """Something that the network charges for, once a UTC day for the same resource."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="spends")
    day = models.DateField()
    what = models.CharField(max_length=20)
    resource = models.CharField(max_length=RESOURCE_LENGTH)
    cost = models.PositiveIntegerField()  # in millionths of a dollar

    class Meta:
        constraints = [
            *caps("spend", what=20, resource=RESOURCE_LENGTH),
            models.UniqueConstraint(
                fields=["channel", "day", "what", "resource"], name="spend_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.resource}"


class Stream(models.Model):
    """A stream by which a network tells at once what is new or gone there. One process at a time has
    it, until `leased_until`; `heard_until` is how far it was listened to."""

    NAME_LENGTH = SOURCE_LENGTH + 20

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="streams")
    name = models.CharField(max_length=NAME_LENGTH)
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    heard_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=WHY_LENGTH, blank=True)

    class Meta:
        constraints = [
            *caps("stream", name=SOURCE_LENGTH + 20, trouble=WHY_LENGTH),
            models.UniqueConstraint(fields=["channel", "name"], name="stream_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.channel_id}"


class Look(models.Model):
    """All messages of a channel, looked up at once on its network: under which name the answer will be,
    and when it came. One at a time."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="looks")
    name = models.CharField(max_length=RESOURCE_LENGTH)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # How many of them may be shown no more; null where no answer came.
    gone = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            *caps("look", name=RESOURCE_LENGTH),
            models.UniqueConstraint(
                fields=["channel"], condition=models.Q(ended_at=None), name="look_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.channel_id}"


class Gap(models.Model):
    """From `since` to `until` a channel may have missed something, and the desk says so."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="gaps")
    since = models.DateTimeField()
    until = models.DateTimeField()
    why = models.CharField(max_length=WHY_LENGTH)

    class Meta:
        ordering = ["-until", "-id"]
        constraints = [
            *caps("gap", why=WHY_LENGTH),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="gap_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} from {self.since:%F %H:%M} to {self.until:%F %H:%M}"
