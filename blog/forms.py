"""Forms of the desk: what comes in with a post, a picture or a document."""

import json
import secrets
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.fields import FileField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from accounts.models import Member
from accounts.pictures import PictureRefused, Shape, boxed
from blog.models import HowTo, Topic
from blog.pictures import WIDTHS
from blog.queries.making import howtos_for, topics_for
from forum.enums import Kind
from forum.models import Board
from forum.queries.visibility import visible_boards

# Characters of all steps together; what becomes of them fits into a rendering.
MOST_TEXT: Final = 400_000
KEPT: Final = Shape((max(2000, *WIDTHS),))
"""A picture is kept as one file; those of its widths are made of it."""


class PictureField(WagtailImageField):
    """A picture that was decoded in the box (accounts.pictures) and written anew as WebP, before
    anything in this process looks into it. Nobody guesses its name."""

    def to_python(self, data: Any) -> Any:
        brought = FileField.to_python(self, data)
        if brought is None:
            return None
        try:
            made = boxed(brought.read(), KEPT)
        except PictureRefused as refusal:
            raise ValidationError(str(refusal), code="invalid_image") from refusal
        name = f"{secrets.token_hex(16)}.webp"
        return super().to_python(SimpleUploadedFile(name, made.files[0], "image/webp"))


class _FileAgain:
    """Where anything else is wrong, the file is not kept: Wagtail would put it aside unexamined, and
    take it from there later. Whoever brings it chooses it again."""

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        form: Any = self
        if form.is_bound and form.errors and "file" in form.files and "file" not in form.errors:
            form.add_error("file", _("Put the rest right, and choose the file again."))
        # Wagtail's models look at the name of a file that was refused already, and find none.
        del form.errors.get("file", [])[1:]


class PictureForm(_FileAgain, BaseImageForm):
    """A picture as an editor brings it (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    file = PictureField(widget=BaseImageForm.Meta.widgets["file"])


class DocumentForm(_FileAgain, BaseDocumentForm):
    """A document as an editor brings it (WAGTAILDOCS_DOCUMENT_FORM_BASE). WAGTAILDOCS_EXTENSIONS
    says which kinds; here is looked whether it is what its name says."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        begins = file.read(2048)
        file.seek(0)
        is_pdf = begins.startswith(b"%PDF-")
        if is_pdf != file.name.lower().endswith(".pdf") or (not is_pdf and b"\0" in begins):
            raise ValidationError(_("That file is not what its name says."))
        return file


class PostForm(WagtailAdminPageForm):
    """What an author fills in. Whoever begins a post is its author; another is named by those who
    may change what others wrote (the permission of the panel, blog.models.posts)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.instance.author_id is None and self.for_user is not None:
            self.instance.author = self.for_user
            self.initial["author"] = self.for_user.pk
        boards = {board.pk: board for board in visible_boards(self.for_user)}
        self._choose(
            "comments_board",
            [pk for pk, b in boards.items() if not b.is_closed and Kind.TALK in b.kinds],
        )
        self._choose("boards", list(boards))

    def clean(self) -> Any:
        found = super().clean()
        steps = self.cleaned_data.get("steps")
        if steps is not None and len(json.dumps(steps.get_prep_value())) > MOST_TEXT:
            self.add_error("steps", _("That is too long for one page. Make a series of it."))
        return found

    def _choose(self, name: str, pks: list[int]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Board.objects.filter(pk__in=pks)


class MakeForm(forms.Form):
    """Where what a thread says is to stand."""

    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=gettext_lazy("Topic of a new how-to"),
        required=False,
        empty_label=gettext_lazy("Choose a topic"),
    )
    howto = forms.ModelChoiceField(
        HowTo.objects.none(),
        label=gettext_lazy("Or a how-to to add it to"),
        required=False,
        empty_label=gettext_lazy("None: make a new one"),
    )

    def __init__(self, member: Member, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topic"].queryset = topics_for(member)  # type: ignore[attr-defined]
        self.fields["howto"].queryset = howtos_for(member)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("topic") and not found.get("howto"):
            self.add_error("topic", _("Choose a topic, or a how-to to add this to."))
        return found
