"""Links on one's profile: a word for each, and where it leads."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.people import ADDRESS, LABEL, MOST_LINKS
from accounts.names import inert, plain_words


def check_label(label: str) -> str:
    """Words, and not another address than the one that it leads to. Raises ValidationError."""
    words = plain_words(label)
    if inert(words) != words or not any(char.isalnum() for char in words):
        raise forms.ValidationError(_("Write a word or two here, and the address beside it."))
    return words


def check_address(address: str) -> str:
    """An https address of a named host, with nothing hidden in it. Raises ValidationError."""
    wrong = forms.ValidationError(_("Write a whole address that begins with https://."))
    address = address.strip()
    if not address.isascii() or any(char.isspace() or char in '\\"<>' for char in address):
        raise wrong
    try:
        URLValidator(schemes=["https"])(address)
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except (forms.ValidationError, ValueError) as error:
        raise wrong from error
    if "@" in parts.netloc or port not in (None, 443) or "." not in host.strip(".") or _is_ip(host):
        raise wrong
    # The host in small letters, as browsers show it.
    return f"https://{host}{address[len(parts.scheme) + 3 + len(parts.netloc) :]}"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True


class LinksForm(forms.Form):
    """MOST_LINKS pairs; a pair that is empty is no link."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number in range(1, MOST_LINKS + 1):
            self.fields[f"label_{number}"] = forms.CharField(
                label=_("Link %(n)d: what it is") % {"n": number}, max_length=LABEL, required=False
            )
            self.fields[f"url_{number}"] = forms.CharField(
                label=_("Link %(n)d: the address") % {"n": number},
                max_length=ADDRESS,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        numbers = range(1, MOST_LINKS + 1)
        return [(self[f"label_{n}"], self[f"url_{n}"]) for n in numbers]

    def clean(self) -> dict[str, Any]:
        """Each pair is whole or empty."""
        for number in range(1, MOST_LINKS + 1):
            for name, check in (("label", check_label), ("url", check_address)):
                field, other = f"{name}_{number}", "label" if name == "url" else "url"
                value = self.cleaned_data.get(field, "")
                if not value and not self.cleaned_data.get(f"{other}_{number}"):
                    continue
                try:
                    self.cleaned_data[field] = check(value)
                except forms.ValidationError as error:
                    self.add_error(field, error)
        return self.cleaned_data

    def links(self) -> list[tuple[str, str]]:
        """What was written, in order, without the empty pairs."""
        values, numbers = self.cleaned_data, range(1, MOST_LINKS + 1)
        found = [(values[f"label_{n}"], values[f"url_{n}"]) for n in numbers]
        return [(label, url) for label, url in found if url]


LINKS_LATER = gettext_lazy(
    "Links come with some time here: after %(days)d days and %(posts)d posts that everybody can "
    "read, you can show up to %(links)d on your profile."
)
