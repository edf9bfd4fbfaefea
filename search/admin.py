"""Words that mean the same, in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts.admin import StaffAdmin
from accounts.models import Member
from accounts.refusals import Refusal
from search.actions import remove_synonyms, save_synonyms
from search.models import Synonyms
from search.permissions import check_synonyms
from search.synonyms import terms_of


class SynonymsForm(forms.ModelForm[Synonyms]):
    class Meta:
        model = Synonyms
        fields = ("words", "is_active")

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        try:
            check_synonyms(words)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return ", ".join(terms_of(words))


@admin.register(Synonyms)
class SynonymsAdmin(StaffAdmin):
    """Lines are changed and deleted too: both are in the audit log."""

    form = SynonymsForm
    list_display = ("words", "is_active", "changed_at")
    list_filter = ("is_active",)
    search_fields = ("words",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def save_model(self, request: HttpRequest, obj: Synonyms, form: Any, change: bool) -> None:
        row = obj if change else None
        made = save_synonyms(row, by=_by(request), words=obj.words, is_active=obj.is_active)
        obj.pk, obj.changed_at = made.pk, made.changed_at

    def delete_model(self, request: HttpRequest, obj: Synonyms) -> None:
        remove_synonyms(obj, by=_by(request))

    @transaction.atomic  # The list's own view is in none.
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            remove_synonyms(row, by=_by(request))


def _by(request: HttpRequest) -> Member:
    assert isinstance(request.user, Member)  # noqa: S101 (the administration is for members)
    return request.user
