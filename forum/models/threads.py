"""The thread: an opening post and where it stands."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from accounts.enums import Role
from forum.enums import SOLVABLE, Format, Kind, LinkKind, State
from forum.models.boards import Board, Tag

TITLE_LENGTH = 140
IMPORTED_TITLE_LENGTH = 300
BODY_LENGTH = 100_000
# Rendered text is longer than its source (marks of highlighted code, links); markup keeps below this.
HTML_LENGTH = 2_000_000
NOTE_LENGTH = 300
GONE_CAPS = {"gone_reason": NOTE_LENGTH}
POST_CAPS = {
    "source": BODY_LENGTH,
    "source_format": 8,
    "html": HTML_LENGTH,
    "gist": 200,
    "author_role": 12,
    **GONE_CAPS,
}
# What bringing back sets.
STANDS: dict[str, Any] = {
    "deleted_at": None,
    "deleted_by": None,
    "is_hidden": False,
    "gone_reason": "",
}
HIDDEN_IS_GONE = Q(is_hidden=False) | Q(deleted_at__isnull=False)


class Removable(models.Model):
    """What can be taken off the pages and brought back. Deleting is open to who wrote it; hiding is
    the company's, and only the company undoes it. Hidden means deleted too (HIDDEN_IS_GONE), so
    that every door that leaves out what is deleted leaves out what is hidden."""

    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_hidden = models.BooleanField(default=False)
    gone_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        abstract = True


class Post(Removable):
    """What an opening post and a reply share: a text kept as written and as rendered once,
    who wrote it when, and counters that `manage.py recount` rebuilds from rows."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss")
    # The role in which it was written: what was earned with it does not move with a new one.
    author_role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    source = models.TextField(_("text"), max_length=BODY_LENGTH)
    source_format = models.CharField(max_length=8, choices=Format.choices, default=Format.MARKDOWN)
    html = models.TextField(max_length=HTML_LENGTH, editable=False)
    gist = models.CharField(max_length=200, blank=True, editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edit_count = models.PositiveIntegerField(default=0)
    helpful_count = models.PositiveIntegerField(default=0)
    unhelpful_count = models.PositiveIntegerField(default=0)
    imported_helpful = models.PositiveIntegerField(default=0)
    imported_unhelpful = models.PositiveIntegerField(default=0)
    score = models.IntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Thread(Post):
    """Title, opening post and state. `solution`, `is_solved` and `solved_at` are copies of what
    the standing row in Solution says (or of the state fixed), kept for lists."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="threads")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    state_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    title = models.CharField(_("title"), max_length=IMPORTED_TITLE_LENGTH)
    slug = models.CharField(max_length=80, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="threads")
    language = models.CharField(max_length=12, blank=True)
    # Somebody said it, so no edit guesses it anew.
    language_chosen = models.BooleanField(default=False)
    active_at = models.DateTimeField(default=timezone.now)
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reply_count = models.PositiveIntegerField(default=0)
    me_too_count = models.PositiveIntegerField(default=0)
    imported_me_too = models.PositiveIntegerField(default=0)
    watch_count = models.PositiveIntegerField(default=0)
    is_solved = models.BooleanField(default=False)
    solved_at = models.DateTimeField(null=True, blank=True)
    # Since when a problem is fixed, whatever Solutions come and go meanwhile.
    fixed_at = models.DateTimeField(null=True, blank=True)
    solution = models.ForeignKey(
        "forum.Reply", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_locked = models.BooleanField(default=False)
    locked_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    # Since when it stands first on its board's list.
    pinned_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    # What a room above made of this thread and shows beside its Solution (forum.actions.resources).
    resources = models.JSONField(default=list, editable=False)
    # Where somebody else asked this, for whom its author wrote it down (forum.actions.handing); empty
    # for what its author asks.
    asked_on = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            *caps(
                "thread",
                **POST_CAPS,
                kind=8,
                state=12,
                state_note=NOTE_LENGTH,
                title=IMPORTED_TITLE_LENGTH,
                slug=80,
                language=12,
                locked_reason=NOTE_LENGTH,
                source_url=500,
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="thread_kind_known"),
            models.CheckConstraint(condition=HIDDEN_IS_GONE, name="thread_hidden_is_gone"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="thread_state_known"),
            models.CheckConstraint(
                condition=Q(is_solved=False) | Q(kind__in=sorted(SOLVABLE)),
                name="thread_solved_only_solvable",
            ),
        ]
        indexes = [
            models.Index(
                fields=["board", "-active_at", "-id"],
                condition=Q(deleted_at=None),
                name="thread_board_active",
            ),
            models.Index(
                fields=["board", "-created_at", "-id"],
                condition=Q(deleted_at=None),
                name="thread_board_newest",
            ),
            models.Index(
                fields=["-active_at", "-id"], condition=Q(deleted_at=None), name="thread_active"
            ),
            models.Index(
                fields=["-created_at", "-id"], condition=Q(deleted_at=None), name="thread_newest"
            ),
            models.Index(
                fields=["-solved_at", "-id"],
                condition=Q(deleted_at=None, is_solved=True),
                name="thread_solved",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(deleted_at=None, reply_count=0, is_solved=False),
                name="thread_unanswered",
            ),
            models.Index(
                fields=["-active_at", "-id"],
                condition=Q(deleted_at=None, is_solved=False),
                name="thread_unsolved",
            ),
            models.Index(fields=["author", "-created_at", "-id"], name="thread_author"),
            models.Index(
                fields=["board", "-pinned_at"],
                condition=Q(deleted_at=None, pinned_at__isnull=False),
                name="thread_board_pinned",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        # Written out: a list asks for it on every row (a test holds it equal to the url pattern).
        return f"/t/{self.pk}/{self.slug or '-'}/"

    @property
    def comments_url(self) -> str:
        """Where all comments on the opening post stand."""
        return f"/t/{self.pk}/comments/"

    @property
    def is_for_another(self) -> bool:
        """Whether its author asks for somebody else: asking brings them nothing."""
        return bool(self.asked_on) and not self.asked_on.get("handed")

    @property
    def is_solvable(self) -> bool:
        return self.kind in SOLVABLE


# Tails that stand for actions in /t/<id>/<tail>/ and so cannot be a title's.
RESERVED_SLUGS = frozenset(
    [
        "comment",
        "comments",
        "delete",
        "edit",
        "flag",
        "history",
        "lock",
        "me-too",
        "moderate",
        "r",
        "reply",
        "solved",
        "sort",
        "state",
        "suggest",
        "undelete",
        "unsolve",
        "vote",
        "watch",
    ]
)


def slug_for(title: str) -> str:
    """The readable tail of a thread's address; never empty, so that one address shape serves all."""
    slug = slugify(title)[:60].strip("-")
    return f"{slug}-thread" if slug in RESERVED_SLUGS else slug or "-"


class ThreadLink(models.Model):
    """One thread points to another: related, a duplicate of it, or asked after it."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="links")
    to = models.ForeignKey(Thread, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps("thread_link", kind=10),
            models.UniqueConstraint(fields=["thread", "to", "kind"], name="thread_link_once"),
            models.CheckConstraint(
                condition=~Q(thread=models.F("to")), name="thread_link_not_self"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} → {self.to_id}"


class WaitingThread(models.Model):
    """A question written before signing in; it is posted exactly once when its e-mail is proven."""

    token = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254, db_index=True)
    display_name = models.CharField(max_length=60, blank=True)
    board = models.ForeignKey(Board, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=TITLE_LENGTH)
    source = models.TextField(max_length=BODY_LENGTH)
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    follow_up_of = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="waited")
    posted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = caps(
            "waiting",
            token=64,
            email=254,
            display_name=60,
            kind=8,
            title=TITLE_LENGTH,
            source=BODY_LENGTH,
            language=12,
        )

    def __str__(self) -> str:
        return self.title
