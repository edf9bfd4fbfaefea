"""The help articles of support.mozilla.org (Kitsune) as its public interface hands them out: HTML
with notes, alternatives for systems and versions, and pictures that are not in the file."""

import re
from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from blog.blocks import ALT_LENGTH, MOST_STEPS
from blog.conversion import PAGE_HEADINGS, Converted, Setting, Target, convert
from blog.conversion.setting import Raw
from blog.importers.articles import Article
from forum.markup.allowed import safe_url

SOURCE, SITE, LICENCE = "sumo-kb", "https://support.mozilla.org", "CC BY-SA 3.0"
PICTURE = "picture that is not in the file"
WITHIN = "link within an article, kept as words"
_KB: Final = re.compile(
    rf"(?:{re.escape(SITE)})?(?:/[A-Za-z]{{2,3}}(?:-[A-Za-z]{{2,4}})?)?/kb/([\w-]+)/?(?:[?#].*)?"
)
_SYSTEMS: Final = {
    "win": "Windows",
    "win10": "Windows 10",
    "win8": "Windows 8",
    "win7": "Windows 7",
    "winxp": "Windows XP",
    "mac": "macOS",
    "linux": "Linux",
    "android": "Android",
    "ios": "iOS",
}
_PRODUCTS: Final = {"fx": "Firefox", "tb": "Thunderbird", "m": "Firefox for Android"}
_VERSION: Final = re.compile(r"(=?)(fx|tb|m)([0-9]{1,4})")


def convert_article(article: Article, pages: Mapping[str, int]) -> Converted:
    """The blocks of an article, the last of them saying where it came from. `pages` has the pages of
    imported articles by their slugs there: links between articles lead to those."""
    reader = _Reader(pages)
    setting = Setting(
        title=article.title,
        headings=PAGE_HEADINGS,
        link=reader.link,
        picture=reader.picture,
        only_for=lambda attributes: for_whom(attributes.get("data-for", "")),
        skips=lambda attributes: attributes.get("id") == "toc",
        lost=reader.lost,
    )
    found = convert(article.html, setting, most=MOST_STEPS - 1)
    if found.steps:
        found.steps.append({"type": "text", "value": _origin(article)})
    return found


class _Reader:
    """What links and pictures of one article become, and what was lost of them."""

    def __init__(self, pages: Mapping[str, int]) -> None:
        self.pages = pages
        self.lost: list[tuple[str, str]] = []

    def link(self, href: str) -> Target | None:
        href = href.strip()
        if href.startswith("#"):
            self.lost.append((WITHIN, href[:200]))
            return None
        if found := _KB.fullmatch(href):
            if found[1] == "new":
                title = parse_qs(urlsplit(href).query).get("title", [href])[0]
                self.lost.append(("link to an article that was never written", title[:200]))
                return None
            if page := self.pages.get(found[1]):
                return Target(page=page)
        try:
            url = safe_url(urljoin(SITE, href)) if href else None
        except ValueError:
            url = None
        if url is None and href:
            self.lost.append(("link that leads nowhere", href[:200]))
        return Target(url) if url else None

    def picture(self, attributes: Mapping[str, str]) -> Raw:
        """A picture that is missing, by the name of its file; its words were often no more than that,
        and are not made to look like more."""
        src = attributes.get("data-original-src") or attributes.get("src", "")
        name = unquote(re.split(r"[?#]", src)[0].rstrip("/").rpartition("/")[2])
        name = " ".join(name.split())[:ALT_LENGTH] or "?"
        words = " ".join(attributes.get("alt", "").split())[:ALT_LENGTH] or name
        self.lost.append((PICTURE, f"{name} ({words})"))
        alt = words if " " in words else _("picture “%(name)s”") % {"name": words}
        return {
            "image": None,
            "alt": alt[:ALT_LENGTH],
            "caption": "",
            "missing": name,
            "words": words[:80],
        }


def for_whom(value: str) -> str:
    """For whom a part of an article is, in words, from the short signs that it has; "" for everyone."""
    value = value.strip()
    if not value:
        return ""
    signs = value.removeprefix("not ")
    named = [
        _named(sign.strip(), is_not=value != signs) for sign in signs.split(",") if sign.strip()
    ]
    words = ", ".join(named)
    plain = any(_VERSION.fullmatch(sign.strip()) for sign in signs.split(","))
    return words if plain or value == signs else _("not %(system)s") % {"system": words}


def _named(sign: str, *, is_not: bool) -> str:
    found = _VERSION.fullmatch(sign)
    if found is None:
        return _SYSTEMS.get(sign, sign)
    version = f"{_PRODUCTS[found[2]]} {found[3]}"
    if is_not:
        return _("before %(version)s") % {"version": version}
    return version if found[1] else _("%(version)s and later") % {"version": version}


def url_of(article: Article) -> str:
    """Where an article stood."""
    return f"{SITE}/{article.locale}/kb/{article.key}"


def _origin(article: Article) -> str:
    """Where this came from and under which licence: its licence asks for both."""
    link = f'<a href="{escape(url_of(article))}">{escape(urlsplit(SITE).netloc)}</a>'
    words = escape(_("Brought over from %(site)s, where its contributors wrote it (%(licence)s)."))
    return f"<p>{words % {'site': link, 'licence': LICENCE}}</p>"
