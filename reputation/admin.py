"""What points are given for, when votes look independent, and the superuser programme, in the
administration: a new row each time, and the history."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.admin import StaffAdmin
from accounts.models import Member
from reputation.actions.guidelines import set_guidelines
from reputation.actions.schemes import set_scheme
from reputation.actions.thresholds import set_thresholds
from reputation.forms import PARTS, SchemeForm
from reputation.forms.programme import GuidelinesForm
from reputation.forms.rings import ThresholdsForm
from reputation.models import Guidelines, RingThresholds, SchemeVersion, Tier
from reputation.queries.preview import rank_changes
from reputation.rings.thresholds import FIGURES
from reputation.schemes import checked


@admin.register(SchemeVersion)
class SchemeAdmin(StaffAdmin):
    """Adding one begins with the figures that hold now; none is changed or deleted."""

    form = SchemeForm
    add_form_template = "reputation/scheme_form.html"
    list_display = ("number", "preset", "note", "by", "at")
    readonly_shown = ("number", "preset", "note", "by", "at", "data")

    def get_urls(self) -> list[URLPattern]:
        preview = path("preview/", self.admin_site.admin_view(self.preview), name="scheme-preview")
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Who would change rank under the figures that were typed; nothing is kept."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise Http404
        form = SchemeForm(request.POST)
        context = {**self.admin_site.each_context(request), "form": form, "title": _("Preview")}
        if form.is_valid():
            data = form.cleaned_data
            scheme = checked(0, data["preset"], data["figures"])
            context["preview"] = rank_changes(scheme, backwards=data["backwards"])
        status = 200 if form.is_valid() else 400
        return render(request, "reputation/scheme_preview.html", context, status=status)

    def get_fieldsets(self, request: HttpRequest, obj: SchemeVersion | None = None) -> Any:
        if obj is not None:
            return [(None, {"fields": self.readonly_shown})]
        titles = {"points": _("Points"), "caps": _("Caps"), "privileges": _("What points open")}
        parts = [
            (titles[part], {"fields": [f"{part}_{name}" for name in known]})
            for part, known in PARTS.items()
        ]
        first = (None, {"fields": ["preset", "start_over", "note", "backwards"]})
        return [first, *parts, (_("Ranks"), {"fields": ["ranks"]})]

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
            preset=data["preset"],
            data=data["figures"],
            by=request.user,
            note=data["note"],
            backwards=data["backwards"],
        )
        obj.pk, obj.number = made.pk, made.number


@admin.register(RingThresholds)
class RingThresholdsAdmin(StaffAdmin):
    """When votes look independent; adding a row begins with the figures that hold now."""

    form = ThresholdsForm
    list_display = ("number", "note", "by", "at")
    readonly_shown = ("number", "note", "by", "at", "data")

    def get_fieldsets(self, request: HttpRequest, obj: RingThresholds | None = None) -> Any:
        shown = self.readonly_shown if obj is not None else [*FIGURES, "note"]
        return [(None, {"fields": shown})]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The figures are fields of the form and not of the model."""
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return ThresholdsForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assert isinstance(request.user, Member)  # noqa: S101 (the administration is for members)
        data = form.cleaned_data
        made = set_thresholds(data=data["figures"], by=request.user, note=data["note"])
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
