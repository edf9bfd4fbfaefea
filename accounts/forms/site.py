"""The settings page of the site."""

from email.utils import formataddr, getaddresses, parseaddr
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.colours import DARK, LIGHT, TEXT, Ground, least_contrast, readable
from accounts.models.site import colour_shape
from accounts.names import clean_display_name
from accounts.pictures import LOGO, PictureRefused, boxed
from accounts.providers import thread_kinds
from accounts.site import Site


class ColourField(forms.CharField):
    """A colour as #rrggbb that is readable as text on one theme's grounds, or nothing."""

    def __init__(self, ground: Ground, **more: Any) -> None:
        super().__init__(max_length=7, required=False, validators=[colour_shape], **more)
        self.ground = ground

    def clean(self, value: Any) -> str:
        colour = str(super().clean(str(value or "").strip().lower()))
        if not colour:
            return ""
        has = least_contrast(colour, self.ground)
        if has < TEXT:
            words = _(
                "Words in this colour have a contrast of %(has).1f, and people need %(needs).1f. "
                "The nearest shade that works is %(nearest)s."
            )
            values = {"has": has, "needs": TEXT, "nearest": readable(colour, self.ground)}
            raise ValidationError(words, code="contrast", params=values)
        return colour


class SiteForm(forms.Form):
    """Name, logo, colours, sender, languages and kinds. The logo comes out as a clean picture."""

    name = forms.CharField(label=gettext_lazy("Name of the company"), max_length=40)
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP picture, at best square; up to 8 MB."),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Without a logo"), required=False)
    brand = ColourField(
        LIGHT,
        label=gettext_lazy("Brand colour"),
        help_text=gettext_lazy("As #7d2058; it has to be readable on light ground."),
    )
    brand_dark = ColourField(
        DARK,
        label=gettext_lazy("Brand colour in the dark"),
        help_text=gettext_lazy("Leave it open and we choose a readable shade of the same colour."),
    )
    mail_sender = forms.CharField(
        label=gettext_lazy("Sender of mails"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As: Ostrel Community <community@example.org>"),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=lambda: list(settings.LANGUAGES),
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of threads"),
        choices=thread_kinds,
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, site: Site, data: Any = None, files: Any = None) -> "SiteForm":
        """The form filled with the site as it is, or with what was sent."""
        every = [kind for kind, _label in thread_kinds()]
        initial = {
            "name": site.name,
            "brand": site.brand,
            "brand_dark": site.brand_dark,
            "mail_sender": site.mail_sender,
            "languages": site.languages,
            "kinds": site.kinds or every,
        }
        return cls(data, files, initial=initial)

    def clean_name(self) -> str:
        return clean_display_name(self.cleaned_data["name"])

    def clean_logo(self) -> bytes | None:
        """The picture, decoded in its box and written anew; None without one."""
        file = self.cleaned_data["logo"]
        if not file:
            return None
        try:
            return boxed(file.read(LOGO.most_bytes + 1), LOGO).files[0]
        except PictureRefused as refused:
            raise ValidationError(str(refused)) from refused

    def clean_mail_sender(self) -> str:
        sender = str(self.cleaned_data["mail_sender"]).strip()
        if sender:
            if any(sign in sender for sign in "\r\n\0"):
                raise ValidationError(_("Write a name and an address on one line."))
            if len(getaddresses([sender])) != 1:
                raise ValidationError(_("Write one name and one address."))
            name, address = parseaddr(sender)
            validate_email(address)
            # Quoted as mail servers want it: a name may hold a comma or a colon.
            sender = formataddr((name, address), charset="utf-8") if name.isascii() else sender
            try:
                sanitize_address(sender, "utf-8")
            except ValueError as error:
                raise ValidationError(_("Write one name and one address.")) from error
        return sender
