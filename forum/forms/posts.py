"""Forms for what members write in a thread. Every field has a cap; the database keeps it too."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.actions.texts import edit_cap
from forum.enums import State
from forum.forms.fields import PicturedForm, SourceField, TitleField
from forum.forms.language import add_language
from forum.forms.tags import TaggingForm, TagsField
from forum.models import Reply, Thread
from forum.models.replies import COMMENT_LENGTH
from forum.models.threads import NOTE_LENGTH, TITLE_LENGTH
from forum.queries.visibility import Viewer

NO_WORDS = {"required": _("A few words are enough, but there have to be some.")}


class TextForm(PicturedForm):
    """`viewer` is who writes."""

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        self.viewer = viewer


class ReplyForm(TextForm):
    source = SourceField(label=_("Your answer"), error_messages=NO_WORDS)


class CommentForm(TextForm):
    source = SourceField(label=_("Comment"), max_length=COMMENT_LENGTH, error_messages=NO_WORDS)


class EditReplyForm(TextForm):
    """`post` decides the cap: an imported text may be longer than a member's. `note_needed` says that
    a reason must be given, `may_hide` that the company edits another's words."""

    source = SourceField(label=_("Text"), error_messages=NO_WORDS)
    note = forms.CharField(
        label=_("Why (for the history)"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"required": _("Please say why: people deserve to know.")},
    )

    def __init__(
        self,
        *args: Any,
        post: Thread | Reply,
        note_needed: bool = False,
        may_hide: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        if may_hide:
            self.fields["hide_before"] = forms.BooleanField(
                label=_("Take the earlier words out of the public history"), required=False
            )
        self.fields["note"].required = note_needed
        self.post = post
        self.fields["source"] = SourceField(
            label=_("Text"),
            max_length=edit_cap(post),
            error_messages=NO_WORDS,
        )


class EditThreadForm(EditReplyForm, TaggingForm):
    """An imported title may be longer than a member's; it must not grow."""

    title = TitleField(label=_("Title"), max_length=TITLE_LENGTH, error_messages=NO_WORDS)

    def __init__(self, viewer: Viewer, *args: Any, post: Thread, **more: Any) -> None:
        super().__init__(*args, post=post, viewer=viewer, **more)
        self.kept = frozenset(tag.slug for tag in post.tags.all())
        self.fields["tags"] = TagsField(max_length=2_000 + sum(len(slug) + 2 for slug in self.kept))
        self.fields["title"] = TitleField(
            label=_("Title"),
            max_length=max(TITLE_LENGTH, len(post.title)),
            error_messages=NO_WORDS,
        )
        add_language(self, post)


class StateForm(forms.Form):
    state = forms.ChoiceField(choices=State.choices)
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)


class LockForm(forms.Form):
    """When `locked` is "0" the thread is opened again."""

    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, required=False)
    locked = forms.ChoiceField(choices=[("1", ""), ("0", "")], required=False)


class RecommendForm(forms.Form):
    reason = forms.CharField(label=_("Why we recommend this"), max_length=140, required=False)


class VoteForm(forms.Form):
    """1 helpful, -1 unhelpful, 0 takes the vote back."""

    value = forms.TypedChoiceField(choices=[("1", ""), ("-1", ""), ("0", "")], coerce=int)
