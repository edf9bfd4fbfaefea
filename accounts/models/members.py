"""The member: who signs in, how people see them, what they prefer."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.caps import caps
from accounts.enums import COMPANY_ROLES, Role, Theme

USERNAME_LENGTH = 40
FACE_LENGTH = 32
username_shape = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z", _("Use letters, numbers and hyphens.")
)


class MemberManager(BaseUserManager["Member"]):
    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "Member":
        """Create a member; without a password they sign in by code.

        Raises IntegrityError when the username or e-mail is taken.
        """
        email = (email or "").strip().lower() or None
        more.setdefault("display_name", username)
        member = self.model(username=username.lower(), email=email, **more)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(
        self, username: str, email: str, password: str | None = None, **more: Any
    ) -> "Member":
        return self.create_user(
            username, email, password, role=Role.STAFF, is_superuser=True, **more
        )

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=(username or "").lower())


class Member(AbstractBaseUser, PermissionsMixin):
    """A person. Imported authors and former members have no e-mail and cannot sign in."""

    username = models.CharField(
        _("address name"), max_length=USERNAME_LENGTH, unique=True, validators=[username_shape]
    )
    email = models.EmailField(_("e-mail"), max_length=254, null=True, blank=True, unique=True)
    display_name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    about = models.CharField(_("about"), max_length=500, blank=True)
    # Its files are faces/<face>-<width>.webp; "" for the one that is drawn of the name.
    face = models.CharField(_("face"), max_length=FACE_LENGTH, blank=True, editable=False)
    sign = models.CharField(_("sign"), max_length=4, blank=True)
    honoured = models.BooleanField(_("superuser of the community"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    imported_from = models.CharField(_("imported from"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, blank=True)
    wants_solved_reminders = models.BooleanField(_("remind me to say what solved it"), default=True)
    channels = models.JSONField(_("how I hear of things"), default=dict, blank=True)
    wants_mail = models.BooleanField(_("send me e-mail"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["username"]
    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        # Closed accounts are on no leaderboard.
        indexes = [
            models.Index(fields=["id"], condition=models.Q(is_active=False), name="member_closed"),
        ]
        constraints = [
            *caps(
                "member",
                username=40,
                email=254,
                display_name=60,
                about=500,
                face=FACE_LENGTH,
                sign=4,
                imported_from=20,
                time_zone=40,
                language=10,
                theme=5,
                password=128,
            ),
            models.UniqueConstraint(Lower("email"), name="member_email_caseless"),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="member_username_folded"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        # Written out: a thread asks for it beside every name (a test holds it equal to the pattern).
        return f"/m/{self.username}/"

    def get_full_name(self) -> str:
        """Django's word for it. Wagtail would show the address of who has none."""
        return self.display_name

    @property
    def is_staff(self) -> bool:
        """Django's word for "may open the administration"."""
        return self.is_active and (self.role == Role.STAFF or self.is_superuser)

    @property
    def is_company(self) -> bool:
        """Whether the member speaks for the company (ambassador or staff)."""
        return self.role in COMPANY_ROLES

    @property
    def device_mark(self) -> str:
        """Tells the words that this member left on a device from another's, and nothing else."""
        return salted_hmac("accounts.device", str(self.pk)).hexdigest()[:16]


class OldUsername(models.Model):
    """A username somebody had: its address leads to the new one, and nobody else may take it."""

    username = models.CharField(max_length=USERNAME_LENGTH, unique=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="old_usernames")

    class Meta:
        constraints = caps("old_username", username=USERNAME_LENGTH)

    def __str__(self) -> str:
        return self.username
