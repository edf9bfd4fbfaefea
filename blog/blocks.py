"""What a how-to is made of: blocks that editors fill in, each shown by a template of its own."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from blog.enums import Callout

# What a text may hold; no pictures and no embeds, which are blocks of their own.
TEXT_FEATURES = ["bold", "italic", "code", "ol", "ul", "link", "document-link"]
TITLE_LENGTH = 160
TEXT_LENGTH = 30_000
CODE_LENGTH = 20_000
ALT_LENGTH = 300
MOST_STEPS = 120
MOST_PARTS = 60


class Text(blocks.RichTextBlock):
    """Running text with the features of TEXT_FEATURES."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, "max_length": TEXT_LENGTH, **more})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blog/blocks/text.html"


class Picture(blocks.StructBlock):
    """A picture with words for who does not see it. Where an import named a picture that it did not
    bring, `missing` says which one, and readers are told that it is not there."""

    image = ImageChooserBlock(required=False, label=_("Picture"))
    alt = blocks.CharBlock(
        max_length=ALT_LENGTH,
        label=_("What it shows"),
        help_text=_("For readers who do not see it. Say what matters, as you would on the phone."),
    )
    caption = blocks.CharBlock(required=False, max_length=ALT_LENGTH, label=_("Words under it"))
    missing = blocks.CharBlock(
        required=False, max_length=ALT_LENGTH, label=_("Name of a picture that is missing")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blog/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if not found.get("image") and not found.get("missing"):
            raise blocks.StructBlockValidationError(
                {"image": ValidationError(_("Choose a picture."))}
            )
        return found


class CalloutBlock(blocks.StructBlock):
    """A tip, a note or a warning."""

    kind = blocks.ChoiceBlock(choices=Callout.choices, default=Callout.NOTE, label=_("Kind"))
    text = Text(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Tip, note or warning")
        template = "blog/blocks/callout.html"


class Code(blocks.StructBlock):
    """Something to type, letter by letter."""

    code = blocks.TextBlock(max_length=CODE_LENGTH, label=_("Code"))
    name = blocks.CharBlock(required=False, max_length=TITLE_LENGTH, label=_("What it is"))

    class Meta:
        icon = "code"
        label = _("Code")
        template = "blog/blocks/code.html"


class SettingPath(blocks.ListBlock):
    """The way through menus to a setting: one name for each menu."""

    def __init__(self, **more: Any) -> None:
        name = blocks.CharBlock(max_length=80, label=_("Name in the menu"))
        super().__init__(name, **{"min_num": 1, "max_num": 8, **more})

    class Meta:
        icon = "list-ol"
        label = _("Way to a setting")
        template = "blog/blocks/path.html"


class Video(blocks.StructBlock):
    """A film that stays where it is: a card that opens it there, or, from the hosts that the site
    lists, a frame that loads when somebody asks for it."""

    url = blocks.URLBlock(max_length=500, label=_("Address"))
    title = blocks.CharBlock(max_length=TITLE_LENGTH, label=_("What it shows"))
    minutes = blocks.IntegerBlock(
        required=False, min_value=1, max_value=600, label=_("Minutes long")
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "blog/blocks/video.html"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if not str(found["url"]).lower().startswith("https://"):
            raise blocks.StructBlockValidationError(
                {"url": ValidationError(_("The address of a video begins with https://."))}
            )
        return found


class Table(blocks.StructBlock):
    """Rows of cells; the first row names the columns."""

    caption = blocks.CharBlock(required=False, max_length=TITLE_LENGTH, label=_("Caption"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=1_000), min_num=1, max_num=10),
        min_num=2,
        max_num=100,
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blog/blocks/table.html"

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if len({len(row) for row in found["rows"]}) > 1:
            raise blocks.StructBlockValidationError(
                {"rows": ValidationError(_("Each row needs as many cells as the first one."))}
            )
        return found


class Body(blocks.StreamBlock):
    """What a step, or what stands around steps, is made of."""

    text, picture, callout = Text(), Picture(), CalloutBlock()
    code, path, video, table = Code(), SettingPath(), Video(), Table()

    class Meta:
        max_num = MOST_PARTS


class Branch(blocks.StructBlock):
    """ "Did that work?" after a step: what it means if it did, and where to go on if not."""

    yes = blocks.CharBlock(
        max_length=ALT_LENGTH, required=False, label=_("If it did"), help_text=_("“You are done.”")
    )
    no = blocks.CharBlock(max_length=ALT_LENGTH, required=False, label=_("If not"))
    no_step = blocks.IntegerBlock(
        required=False, min_value=1, max_value=MOST_STEPS, label=_("If not, go on with step")
    )

    class Meta:
        icon = "help"
        label = _("Did that work?")

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found.get("no_step") and not found.get("no"):
            raise blocks.StructBlockValidationError(
                {"no": ValidationError(_("Say what to do if it did not work."))}
            )
        return found


class Step(blocks.StructBlock):
    """One thing to do: its name, and how."""

    title = blocks.CharBlock(
        required=False, max_length=TITLE_LENGTH, label=_("What to do, in a few words")
    )
    body = Body(required=False, label=_("How"))
    branch = Branch(required=False, label=_("Did that work?"))

    class Meta:
        icon = "tick"
        label = _("Step")

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if not found.get("title") and not found.get("body"):
            raise blocks.StructBlockValidationError(
                {"title": ValidationError(_("A step says what to do."))}
            )
        return found


class Steps(blocks.StreamBlock):
    """A how-to: steps, under headings where it has several parts, with what stands between them.
    Steps count from 1 through the whole page."""

    heading = blocks.CharBlock(max_length=TITLE_LENGTH, icon="title", label=_("Heading"))
    step = Step()
    text, picture, callout = Text(), Picture(), CalloutBlock()
    code, path, video, table = Code(), SettingPath(), Video(), Table()

    class Meta:
        max_num = MOST_STEPS

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        count = sum(child.block_type == "step" for child in found)
        errors: dict[int, ValidationError] = {}
        for place, child in enumerate(found):
            branch = child.value.get("branch") if child.block_type == "step" else None
            if branch and (branch.get("no_step") or 0) > count:
                errors[place] = ValidationError(_("There is no step of that number."))
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return found


class Needs(blocks.StreamBlock):
    """What to have at hand."""

    item: ClassVar[Any] = blocks.CharBlock(
        max_length=TITLE_LENGTH, icon="list-ul", label=_("Thing")
    )

    class Meta:
        max_num = 30
