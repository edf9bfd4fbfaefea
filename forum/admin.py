"""Boards, sections, tags, and the groups that open boards, in the administration. Threads are
moderated on their own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.actions.boards import boards_changed, doors_changed
from forum.actions.sources import tell_tagged
from forum.enums import Kind
from forum.models import Board, Section, Tag, Thread


class BoardsAdmin(admin.ModelAdmin[Any]):
    """Every change reaches all processes (Django's admin wraps each view in a transaction)."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        boards_changed()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        boards_changed()

    @transaction.atomic  # The list's own view is in none.
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        boards_changed()


class BoardForm(forms.ModelForm[Board]):
    kinds = forms.MultipleChoiceField(
        label=_("Accepted kinds"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Board
        fields = (
            "section",
            "name",
            "slug",
            "description",
            "icon",
            "kinds",
            "is_closed",
            "pays",
            "groups",
            "tags",
            "position",
        )


@admin.register(Section)
class SectionAdmin(BoardsAdmin):
    list_display = ("name", "position")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Board)
class BoardAdmin(BoardsAdmin):
    form = BoardForm
    list_display = ("name", "section", "is_closed", "position", "thread_count")
    list_filter = ("section", "is_closed")
    filter_horizontal = ("groups", "tags")
    prepopulated_fields = {"slug": ("name",)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who is shut out now hears no figure of what is inside."""
        super().save_related(request, form, formsets, change)
        doors_changed([form.instance])


@admin.register(Tag)
class TagAdmin(BoardsAdmin):
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """A tag by another address name has a leaderboard by another, too."""
        super().save_model(request, obj, form, change)
        if "slug" in form.changed_data and change:
            tell_tagged(obj.threads.values_list("pk", flat=True))

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        threads = list(Thread.objects.filter(tags=obj.pk).values_list("pk", flat=True))
        super().delete_model(request, obj)
        tell_tagged(threads)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        threads = list(Thread.objects.filter(tags__in=queryset).values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        tell_tagged(threads)


# Importing Django's own has registered it.
admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(PlainGroupAdmin):
    """A group that goes shuts its members out of the boards that it opened."""

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        boards = list(obj.boards.all())
        super().delete_model(request, obj)
        doors_changed(boards)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        boards = list(Board.objects.filter(groups__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        doors_changed(boards)
