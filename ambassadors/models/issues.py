"""Issues: messages and threads that have one cause."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from ambassadors.models.items import Item
from ambassadors.wording import words_of

NAME_LENGTH, WORDS_LENGTH, ANSWER_LENGTH = 80, 500, 2_000


class IssueState(models.TextChoices):
    """Where an issue stands."""

    HOT = "hot", _("Hot")
    SYSTEMIC = "systemic", _("Systemic")
    FIXED = "fixed", _("Fixed")
    WONT_FIX = "wont_fix", _("Will not be fixed")


def patterns_of(words: str) -> tuple[frozenset[str], ...]:
    """Combinations of words, one a line."""
    return tuple(found for line in words.splitlines() if (found := frozenset(words_of(line))))


# What nothing more is gathered for.
OVER = (IssueState.FIXED, IssueState.WONT_FIX)


class Issue(models.Model):
    """One cause. `answer` is what the company says of it. While it is an incident, new messages that
    have all `words` of one line are gathered by themselves. `post` is the known issue of the help
    blog, a line on the boards that it concerns."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    state = models.CharField(
        _("state"), max_length=10, choices=IssueState.choices, default=IssueState.HOT
    )
    answer = models.TextField(_("what we say"), max_length=ANSWER_LENGTH, blank=True)
    is_incident = models.BooleanField(
        _("incident: gather new messages by themselves"), default=False
    )
    words = models.CharField(
        _("words of such messages, one combination a line"), max_length=WORDS_LENGTH, blank=True
    )
    post = models.ForeignKey(
        "blog.Announcement",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("known issue of the help blog"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="issues")
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            *caps("issue", name=NAME_LENGTH, state=10, answer=ANSWER_LENGTH, words=WORDS_LENGTH),
            models.CheckConstraint(
                condition=Q(state__in=IssueState.values), name="issue_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_incident=False)
                | (~Q(words="") & ~Q(state__in=[state.value for state in OVER])),
                name="issue_incident_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def patterns(self) -> tuple[frozenset[str], ...]:
        """The combinations of words of its messages."""
        return patterns_of(self.words)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is gathered for it."""
        return self.state in OVER


class IssuePart(models.Model):
    """A piece of work that is about an issue; `by` is nobody where it was gathered by itself."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="parts")
    item = models.OneToOneField(Item, models.CASCADE, related_name="issue_part")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.item_id} is about {self.issue_id}"
