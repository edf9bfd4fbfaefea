"""The form of a suggested edit, and that of deciding on one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.forms.fields import TitleField, number_of_links
from forum.forms.posts import NO_WORDS, EditReplyForm
from forum.models import Reply, Thread
from forum.models.threads import NOTE_LENGTH, TITLE_LENGTH
from forum.queries.pictures import faults_in


class SuggestForm(EditReplyForm):
    """`viewer` suggests. A thread has a title too; no pictures are brought into another's words that
    its author could not show, and links that stand there already may stay."""

    post: Thread | Reply

    def __init__(self, *args: Any, post: Thread | Reply, **more: Any) -> None:
        super().__init__(*args, post=post, **more)
        if isinstance(post, Thread):
            self.fields["title"] = TitleField(
                label=_("Title"),
                max_length=max(TITLE_LENGTH, len(post.title)),
                error_messages=NO_WORDS,
            )

    def clean_source(self) -> str:
        source = super().clean_source()
        if fault := faults_in(source, self.post.author, self.post):
            raise forms.ValidationError(fault)
        return source

    def check_links(self, number: int) -> None:
        if number > number_of_links(self.post.source):
            super().check_links(number)


class DecideForm(forms.Form):
    """`act` says which button was pressed; a refusal needs its reason."""

    act = forms.ChoiceField(choices=[("accept", ""), ("refuse", ""), ("withdraw", "")])
    reason = forms.CharField(
        label=_("Why not"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"required": _("Please say why: people deserve to know.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("act") == "refuse" and not data.get("reason", "").strip():
            self.add_error("reason", self.fields["reason"].error_messages["required"])
        return data
