"""Parts of the desk that Wagtail makes of a model: who is chosen as an author, and what all posts
choose from. blog.wagtail_hooks registers them."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.models import Member
from blog.models import Release, Series


class MemberFilter(BaseFilterForm):
    """Members by what everybody reads of them; an address is nobody's to look for."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Name or address name")}),
    )

    def filter(self, objects: QuerySet[Member]) -> QuerySet[Member]:
        words = self.cleaned_data.get("q", "").strip()
        if words:
            self.is_searching, self.search_query = True, words
            objects = objects.filter(
                Q(display_name__icontains=words) | Q(username__icontains=words.lstrip("@"))
            )
        return objects


class _Members:
    filter_form_class = MemberFilter
    ordering = ("display_name", "pk")

    def get_object_list(self) -> QuerySet[Member]:
        return Member.objects.filter(is_active=True)

    @property
    def columns(self) -> list[Column]:
        more = [
            Column("username", label=_("Address name"), accessor="username"),
            Column("role", label=_("Role"), accessor="get_role_display"),
        ]
        return [*super().columns, *more]  # type: ignore[misc]


class ChooseMember(_Members, ChooseView):
    """The window in which a member is chosen."""


class ChooseMemberResults(_Members, ChooseResultsView):
    """Its list, after somebody typed."""


class MemberChooser(BaseChooser):
    """A member in a form. Members are kept in /admin/, so there is nothing to edit here."""

    show_edit_link = False


class MemberChooserViewSet(ChooserViewSet):
    """Choosing a member: an author, or somebody to be credited."""

    model = Member
    icon = "user"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    choose_view_class = ChooseMember
    choose_results_view_class = ChooseMemberResults
    base_widget_class = MemberChooser


class ReleaseViewSet(SnippetViewSet):
    """Versions of the product."""

    model = Release
    icon = "tag"
    list_display: ClassVar[Any] = ["product", "name", "released_on"]
    search_fields: ClassVar[Any] = ["product", "name"]


class SeriesViewSet(SnippetViewSet):
    """Posts that are read one after the other."""

    model = Series
    icon = "list-ol"
    list_display: ClassVar[Any] = ["title", "slug"]
    search_fields: ClassVar[Any] = ["title"]


members = MemberChooserViewSet("choose_member", url_prefix="members/choose")
