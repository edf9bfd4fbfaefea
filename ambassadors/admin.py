"""Where staff set the desk up. Whoever saves here is heard of at once by every process."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ambassadors.desk import desk_changed
from ambassadors.models import (
    Channel,
    Department,
    DeskSettings,
    Duty,
    NoiseRule,
    OpenHours,
    Shift,
    Target,
)


class DeskAdmin(admin.ModelAdmin[Any]):
    """Every change counts from now on."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        desk_changed()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        desk_changed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        desk_changed()


@admin.register(Channel)
class ChannelAdmin(DeskAdmin):
    list_display = ("name", "kind", "source", "is_on", "listens_only", "fetched_at")


@admin.register(NoiseRule)
class NoiseRuleAdmin(DeskAdmin):
    list_display = ("name", "kind", "pattern", "is_on", "hits")


@admin.register(Target)
class TargetAdmin(DeskAdmin):
    list_display = ("name", "channel", "board", "kind", "only_urgent", "minutes", "position")


@admin.register(OpenHours)
class OpenHoursAdmin(DeskAdmin):
    list_display = ("weekday", "begins", "ends")


@admin.register(DeskSettings)
class DeskSettingsAdmin(DeskAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return not DeskSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Department)
class DepartmentAdmin(DeskAdmin):
    list_display = ("name", "due_hours", "is_on")
    autocomplete_fields = ("members",)


@admin.register(Duty)
class DutyAdmin(DeskAdmin):
    list_display = ("member", "what", "languages", "topics", "is_away")
    autocomplete_fields = ("member",)


@admin.register(Shift)
class ShiftAdmin(DeskAdmin):
    list_display = ("member", "weekday", "begins", "ends")
    autocomplete_fields = ("member",)
