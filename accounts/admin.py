"""Members in the administration, behind the one sign-in (with its limits and codes)."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.actions.merging import check_merge, merge_members
from accounts.actions.notifications import settle_unseen
from accounts.actions.roles import follow_role
from accounts.forms.merging import MergeForm
from accounts.models import Member
from accounts.providers import merge_parts
from accounts.refusals import Refusal
from accounts.signals import member_changed

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Addresses are proven by codes, devices and other houses' accounts are their owners', and none of
# their secrets is for reading. Imported here, allauth has registered them before this line.
for label in ("account", "mfa", "socialaccount"):
    for model in apps.get_app_config(label).get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


class StaffAdmin(admin.ModelAdmin[Any]):
    """All staff, as with the settings of the site. Nothing is deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_staff", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin[Member]):
    """Role and groups. E-mail, username and password stay with the member."""

    change_form_template = "accounts/member_change_form.html"
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
        if "role" in form.changed_data:
            follow_role(form.instance)
        member_changed.send(Member, member=Member.objects.get(pk=form.instance.pk))
        settle_unseen(Member.objects.get(pk=form.instance.pk))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge)
        return [path("<int:pk>/merge/", view, name="member-merge"), *super().get_urls()]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a member's account part of another: first what would move is shown, then it is done."""
        assert isinstance(request.user, Member)  # noqa: S101 (the administration is for members)
        member = get_object_or_404(Member, pk=pk)
        form = MergeForm(request.POST if request.method == "POST" else None)
        context = {"form": form, "member": member, "title": _("Merge accounts")}
        if form.is_valid():
            into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
            try:
                check_merge(member, into, by=request.user)
                if "sure" in request.POST:
                    merge_members(member, into=into, by=request.user, reason=reason)
                    messages.success(request, _("The two accounts are one now."))
                    return HttpResponseRedirect(into.get_absolute_url())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                parts = (part.moves for part in merge_parts() if part.moves)
                moves = [row for count in parts for row in count(member)]
                context |= {"into": into, "moves": moves, "groups": member.groups.all()}
        context |= self.admin_site.each_context(request)
        status = 400 if form.errors else 200
        return render(request, "accounts/member_merge.html", context, status=status)

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
