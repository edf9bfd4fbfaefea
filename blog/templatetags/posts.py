"""{% load posts %}: what pages show of posts."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.languages import lang
from blog.pictures import Shown, shown
from blog.rendering import company_text
from blog.videos import frame_of

register = template.Library()


@register.simple_tag
def lang_of(post: Any) -> SafeString:
    """Marks a post's own words where they are in another language than the page."""
    return lang(post.language)


@register.simple_tag
def asking_about(post: Any) -> str:
    """What leads to the form to ask with the how-to named in the text."""
    title = post.title.replace("[", "(").replace("]", ")")
    words = _("I followed [%(title)s](%(url)s), and am still stuck:")
    words %= {"title": title, "url": post.get_absolute_url()}
    return urlencode({"source": f"{words}\n\n"})


@register.filter
def company(source: Any) -> SafeString:
    """A rich text of an editor as HTML, cleaned."""
    return company_text(str(getattr(source, "source", source)))


@register.filter
def is_steps(row: Any) -> bool:
    """Whether a row of a how-to is a run of steps, or stands between them."""
    return isinstance(row, list)


@register.filter
def picture(image: Any) -> Shown:
    """A picture with its files for screens of several widths."""
    return shown(image)


@register.filter
def host(url: str) -> str:
    """Where an address leads to, as people know it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def frame(url: str) -> str:
    """The address of a film's frame, where its host is one whose frames the site lets in."""
    return frame_of(url, settings.VIDEO_HOSTS)
