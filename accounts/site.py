"""The site as its company has it: one small value in process memory behind a version number."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage

from accounts.colours import DARK, LIGHT, Ground, readable, shades
from accounts.models import SiteSettings
from accounts.versions import Remembered

SITE_VERSION = "site"


@dataclass(frozen=True)
class Site:
    """What pages and mails say of the company. `stamp` is the style's own: it may be
    kept for ever under it."""

    name: str
    logo: str
    mail_sender: str
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    brand: str
    brand_dark: str
    style: str
    mail_style: str
    stamp: str


def _load() -> Site:
    row = SiteSettings.objects.filter(pk=SiteSettings.THE_ONE).first()
    offered = tuple(code for code, _name in settings.LANGUAGES)
    row = row or SiteSettings(name=settings.SITE_NAME)
    style = style_of(row.brand, row.brand_dark)
    chosen = tuple(code for code in offered if code in row.languages)
    return Site(
        name=row.name,
        logo=default_storage.url(row.logo) if row.logo else "",
        mail_sender=row.mail_sender or settings.DEFAULT_FROM_EMAIL,
        languages=chosen or offered,
        kinds=tuple(row.kinds),
        brand=row.brand,
        brand_dark=row.brand_dark,
        style=style,
        mail_style=mail_style_of(row.brand, row.brand_dark),
        stamp=hashlib.blake2b(style.encode(), digest_size=8).hexdigest() if style else "",
    )


_site: Remembered[Site] = Remembered(SITE_VERSION, _load)


def get_site() -> Site:
    """The site as it is now."""
    return _site.get()


def forget_site() -> None:
    """Drop what is remembered (tests roll rows back under a standing version)."""
    _site.forget()


def style_of(brand: str, brand_dark: str) -> str:
    """The style sheet that puts a company's colours in place of ours; empty without a colour. Who
    gives one for the dark alone keeps our light.

    Its three blocks follow those of static/css/tokens.css: paper is always light, and a member's
    choice of theme goes before the device's.
    """
    style = f":root{{{_block(brand, LIGHT)}}}\n" if brand else ""
    if brand or brand_dark:
        dark = _block(brand_dark or readable(brand, DARK), DARK)
        style += (
            "@media screen and (prefers-color-scheme:dark)"
            f'{{:root:not([data-theme="light"]){{{dark}}}}}\n'
            f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}\n'
        )
    return style


def mail_style_of(brand: str, brand_dark: str) -> str:
    """The same for mails, whose style sheet (static/css/email.css) knows no custom properties."""
    style = _mail_rules(shades(brand, LIGHT)) if brand else ""
    if brand or brand_dark:
        dark = shades(brand_dark or readable(brand, DARK), DARK)
        style += f"@media (prefers-color-scheme: dark) {{ {_mail_rules(dark)} }}\n"
    return style


def _mail_rules(tokens: dict[str, str]) -> str:
    return (
        f"a, .mail header {{ color: {tokens['brand']}; }} "
        f".go a {{ background: {tokens['brand-fill']}; color: {tokens['on-brand']}; }}\n"
    )


def _block(colour: str, ground: Ground) -> str:
    return "".join(f"--{token}:{value};" for token, value in shades(colour, ground).items())
