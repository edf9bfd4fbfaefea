"""Where pages of Wagtail's stand, as readers see it, and what texts lead to."""

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.html import strip_tags

# The root page's own name begins each of Wagtail's paths.
ROOT = "/home/"
_UNLINKED = re.compile(r"<a>(.+?)</a>", re.S)
_HREF = re.compile(r'<a [^>]*?href="([^"]+)"')


def address_of(url_path: str) -> str:
    """The address of a page by Wagtail's path, which begins with the root page's own name:
    /home/help/heating/set-the-link/."""
    return "/" + url_path.split("/", 2)[2]


def path_at(address: str) -> str:
    """And back: Wagtail's path of the page at an address."""
    return f"{ROOT}{address[1:]}"


def addresses_in(text: str) -> Iterator[str]:
    """Where the links of a rendered text lead."""
    return map(html.unescape, _HREF.findall(text))


def unlinked_in(text: str) -> list[str]:
    """The words of an expanded text that an editor made a link of, to a page or a document which is
    not for everybody or is gone: no address is written out for those."""
    found = (html.unescape(strip_tags(words)).strip() for words in _UNLINKED.findall(text))
    return sorted({words for words in found if words})


def own_path(url: str) -> str | None:
    """The path of an address of ours, which may come without its host; None for one elsewhere, or
    that is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    here = urlsplit(settings.SITE_URL)
    is_elsewhere = parts.netloc and (parts.scheme, parts.netloc) != (here.scheme, here.netloc)
    return None if is_elsewhere else unquote(parts.path) or "/"
