"""What points are given for, in the administration: a new scheme each time, and the history."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from reputation.actions.guidelines import set_guidelines
from reputation.actions.schemes import set_scheme
from reputation.forms import PARTS, SchemeForm
from reputation.forms.programme import GuidelinesForm
from reputation.models import Guidelines, SchemeVersion, Tier


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


@admin.register(SchemeVersion)
class SchemeAdmin(StaffAdmin):
    """Adding one begins with the figures that hold now; none is changed or deleted."""

    form = SchemeForm
    list_display = ("number", "preset", "note", "by", "at")
    readonly_shown = ("number", "preset", "note", "by", "at", "data")

    def get_fieldsets(self, request: HttpRequest, obj: SchemeVersion | None = None) -> Any:
        if obj is not None:
            return [(None, {"fields": self.readonly_shown})]
        titles = {"points": _("Points"), "caps": _("Caps"), "privileges": _("What points open")}
        parts = [
            (titles[part], {"fields": [f"{part}_{name}" for name in known]})
            for part, known in PARTS.items()
        ]
        return [(None, {"fields": ["preset", "start_over", "note"]}), *parts]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The figures are fields of the form and not of the model."""
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return SchemeForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assert isinstance(request.user, Member)  # noqa: S101 (the administration is for members)
        data = form.cleaned_data
        made = set_scheme(
            preset=data["preset"], data=data["figures"], by=request.user, note=data["note"]
        )
        obj.pk, obj.number = made.pk, made.number


@admin.register(Tier)
class TierAdmin(StaffAdmin):
    """Criteria may change; who is a Superuser already stays one until their term ends."""

    list_display = ("name", "least_solutions", "least_askers", "window_days", "term_days")
    prepopulated_fields = {"key": ("name",)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


@admin.register(Guidelines)
class GuidelinesAdmin(StaffAdmin):
    """A new text each time, beginning with the one that holds; none is changed."""

    form = GuidelinesForm
    list_display = ("number", "by", "at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("number", "text", "by", "at") if obj is not None else ("text",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return GuidelinesForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assert isinstance(request.user, Member)  # noqa: S101 (the administration is for members)
        made = set_guidelines(text=form.cleaned_data["text"], by=request.user)
        obj.pk, obj.number = made.pk, made.number
