"""Members in the administration, behind the one sign-in (with its limits and codes)."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest

from accounts.actions.notifications import settle_unseen
from accounts.models import Member
from accounts.signals import member_changed

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Addresses are proven by codes, devices and other houses' accounts are their owners', and none of
# their secrets is for reading. Imported here, allauth has registered them before this line.
for label in ("account", "mfa", "socialaccount"):
    for model in apps.get_app_config(label).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """Role and groups. E-mail, username and password stay with the member."""

    list_display = ("display_name", "username", "role", "honoured", "is_active", "date_joined")
    list_filter = ("role", "honoured", "is_active", "groups")
    search_fields = ("display_name", "username", "email")
    filter_horizontal = ("groups",)
    fields = (
        "display_name",
        "username",
        "email",
        "role",
        "sign",
        "honoured",
        "is_active",
        "about",
        "groups",
        "is_superuser",
        "user_permissions",
        "date_joined",
        "last_login",
    )
    # The honour comes and goes with a term of the superuser programme.
    readonly_fields = ("username", "email", "honoured", "date_joined", "last_login")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups open and close boards: what is closed now counts no more in the inbox."""
        super().save_related(request, form, formsets, change)
        member_changed.send(Member, member=Member.objects.get(pk=form.instance.pk))
        settle_unseen(Member.objects.get(pk=form.instance.pk))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Erasure is an action of its own; a deleted row would take others' threads with it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Nobody changes somebody above themself."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only an administrator makes administrators or staff."""
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, "role", "is_superuser", "user_permissions", "groups")
