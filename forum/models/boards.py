"""Where threads live: sections, boards (open, or closed to groups) and tags."""

from django.contrib.auth.models import Group
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from forum.enums import Kind

ICONS = (
    "flame",
    "drop",
    "wifi",
    "clock",
    "coin",
    "idea",
    "praise",
    "people",
    "lock",
    "book",
    "leaf",
    "question",
    "problem",
    "box",
    "code",
)


def all_kinds() -> list[str]:
    return [kind.value for kind in Kind]


class Section(models.Model):
    """A heading over boards."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("section")
        constraints = caps("section", name=60, slug=60, description=300)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word that threads share across boards."""

    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(_("address name"), max_length=40, unique=True, allow_unicode=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tag")
        constraints = caps("tag", name=40, slug=40)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:tag", args=[self.slug])


class Board(models.Model):
    """A place for threads on one subject. A closed board is for the members of its groups,
    and for the company; to everyone else it does not exist. Where it does not pay, nothing new
    earns points."""

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="boards", verbose_name=_("section")
    )
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address name"), max_length=60, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    icon = models.CharField(
        _("icon"), max_length=20, default="question", choices=[(i, i) for i in ICONS]
    )
    kinds = models.JSONField(_("accepted kinds"), default=all_kinds)
    is_closed = models.BooleanField(_("closed to groups"), default=False)
    pays = models.BooleanField(_("pays points"), default=True)
    groups = models.ManyToManyField(
        Group, blank=True, related_name="boards", verbose_name=_("groups")
    )
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="boards", verbose_name=_("curated tags")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    # What everybody on the board should know now (forum.actions.resources).
    notices = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("board")
        constraints = caps("board", name=60, slug=60, description=300, icon=20)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum:board", args=[self.slug])
