"""Template tags of the look: icons, faces, names and times. Loaded into every template."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import providers
from accounts.enums import Role
from accounts.models import Member, Notification
from accounts.site import get_site

register = template.Library()

# Pairs of a ground and a lighter shape, each at least 4.5:1 under white letters.
GROUNDS = (
    ("#6b2f4a", "#8a4a66"),
    ("#493a66", "#655389"),
    ("#7d2c37", "#9d4550"),
    ("#2c5233", "#44724c"),
    ("#35456b", "#4e6190"),
    ("#6e441b", "#8f5c2c"),
    ("#274b4e", "#37686a"),
    ("#1f5a70", "#357389"),
    ("#574331", "#78604a"),
    ("#5a2d5e", "#77457b"),
    ("#3d4f1f", "#576d31"),
    ("#5e3524", "#80503c"),
)
SHAPES = (
    "M0 0h40v40z",
    "M40 40h-40a40 40 0 0 1 40-40z",
    "M0 0h40a40 40 0 0 1-40 40z",
    "M0 20h40v20h-40z",
    "M20 0a20 20 0 0 1 0 40z",
)
USED_ICON = re.compile(r'href="#i-([a-z]+)"')
SOLID = frozenset({"mark", "star"})


@lru_cache(maxsize=1)
def symbols() -> dict[str, str]:
    """Icon name → its `<symbol>`, from static/img/icons.svg."""
    text = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    return {m[1]: m[0] for m in re.finditer(r'<symbol id="i-([a-z]+)".*?</symbol>', text, re.S)}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """An icon beside words; raises KeyError for a name that icons.svg does not have."""
    if name not in symbols():
        raise KeyError(name)
    classes = (
        "icon" + (" icon--solid" if name in SOLID else "") + (f" {escape(extra)}" if extra else "")
    )
    return mark_safe(
        f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{name}"/></svg>'
    )


class WithSprite(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        body = self.nodelist.render(context)
        used = sorted(set(USED_ICON.findall(body)) & symbols().keys())
        sprite = "".join(symbols()[name] for name in used)
        return mark_safe(f'{body}<svg class="sprite" aria-hidden="true">{sprite}</svg>')


@register.tag
def withsprite(parser: Parser, token: Token) -> WithSprite:
    """{% withsprite %}…{% endwithsprite %}: the symbols of the icons used inside, and only those."""
    nodelist = parser.parse(("endwithsprite",))
    parser.delete_first_token()
    return WithSprite(nodelist)


def initials(name: str) -> str:
    """One or two letters that stand for a name; never empty."""
    words = [word for word in re.split(r"[\s._\-@]+", name) if word and word[0].isalnum()]
    letters = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1]))
    return letters.upper()[:2] or "?"


@lru_cache(maxsize=4096)
def face_svg(username: str, name: str) -> str:
    """The generated face: a ground and a shape chosen by the username, and initials."""
    chosen = blake2b(username.encode(), digest_size=2).digest()
    ground, lighter = GROUNDS[chosen[0] % len(GROUNDS)]
    shape = SHAPES[chosen[1] % len(SHAPES)]
    return (
        f'<svg viewBox="0 0 40 40" aria-hidden="true"><path fill="{ground}" d="M0 0h40v40h-40z"/>'
        f'<path fill="{lighter}" d="{shape}"/><text x="20" y="25.2" fill="#fff" font-size="14.5" '
        f'font-weight="600" font-family="system-ui,sans-serif" text-anchor="middle">{escape(initials(name))}</text></svg>'
    )


# Size of a face → the file that is sharp there on a fine screen.
BROUGHT = {"xl": 224}


def face_img(face: str, size: str) -> str:
    """The face that a member brought; empty words, for the name stands beside it."""
    width = BROUGHT.get(size, 112)
    return (
        f'<img src="/media/faces/{face}-{width}.webp" alt="" width="{width}" height="{width}" '
        'loading="lazy" decoding="async">'
    )


def outline(member: Member) -> str:
    """The class that outlines a face: ambassadors square, superusers ringed."""
    if member.role != Role.MEMBER:
        return " face--ambassador"
    return " face--superuser" if member.honoured else ""


@register.simple_tag
def face(member: Member, size: str = "") -> SafeString:
    """A member's face; `size` is "", "s", "l" or "xl"."""
    sized = f" face--{size}" if size else ""
    shown = (
        face_img(member.face, size)
        if member.face
        else face_svg(member.username, member.display_name)
    )
    return mark_safe(f'<span class="face{outline(member)}{sized}">{shown}</span>')


@register.simple_tag
def faces(members: Iterable[Member]) -> SafeString:
    """Small faces of the people in a thread, for lists."""
    return mark_safe(
        '<div class="faces">' + "".join(face(member, "s") for member in members) + "</div>"
    )


@register.simple_tag
def honour(member: Member, role: str = "") -> SafeString:
    """The tag that says what a member is to the company or the community; empty for most. Beside a
    text `role` is the one in which it was written."""
    if (role or member.role) != Role.MEMBER:
        words = _("%(company)s ambassador") % {"company": get_site().name}
        return format_html('<span class="tag tag--ambassador">{} {}</span>', icon("mark"), words)
    if member.honoured:
        return format_html(
            '<span class="tag tag--superuser">{} {}</span>', icon("star"), _("Superuser")
        )
    return SafeString("")


@register.simple_tag
def byline(member: Member, at: datetime, asked: bool = False, role: str = "") -> SafeString:
    """The large face, the name with its honour, the sign, and when: above every text.

    `asked` adds the tag of the person who asked, `role` is the one in which it was written. One tag and not a template: it stands beside
    every answer of every thread.
    """
    asker = f'<span class="tag tag--asker">{_("Asked this")}</span>' if asked else ""
    signs = member.sign and (role or member.role) != Role.MEMBER
    sign = f"<span>{_('Signs')} <b>^{escape(member.sign)}</b></span>" if signs else ""
    return mark_safe(
        f'<div class="byline">{face(member, "l")}<div><p class="byline__name">{member_link(member)}'
        f'{honour(member, role)}{asker}</p><p class="meta dots">{sign}{_beside(member)}'
        f"<span>{when(at, 'full')}</span>"
        "</p></div></div>"
    )


def _beside(member: Member) -> str:
    return "".join(f"<span>{escape(words)}</span>" for words in providers.words_beside_text(member))


@register.simple_tag
def beside(member: Member) -> SafeString:
    """What rooms above say of who wrote a text, as parts of the line under the name."""
    return mark_safe(_beside(member))


@register.simple_tag
def member_link(member: Member) -> SafeString:
    return mark_safe(
        f'<a href="/m/{member.username}/">{conditional_escape(member.display_name)}</a>'
    )


FORMATS = {"date": "DATE_FORMAT", "clock": "TIME_FORMAT"}


@register.simple_tag
def when(at: datetime | None, style: str = "date") -> SafeString:
    """An absolute time, the same for everyone without a session (members see their own zone).

    `style` is "date" (22 November 2026), "full" (with hours and minutes) or "clock" (those alone).
    """
    if at is None:
        return SafeString("")
    return _worded(at, style, timezone.get_current_timezone_name(), get_language() or "")


@lru_cache(maxsize=8192)
def _worded(at: datetime, style: str, _zone: str, _language: str) -> SafeString:
    """The `<time>` of `when`; a list shows the same moments again and again."""
    local = timezone.localtime(at)
    words = formats.date_format(local, FORMATS.get(style, "DATETIME_FORMAT"))
    if style == "clock":  # "until 11:35" must not become "until in 9 minutes"
        return mark_safe(escape(words))
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return mark_safe(f'<time datetime="{stamp}">{escape(words)}</time>')


@register.filter
def quoted(note: Notification) -> str:
    """What a notification quotes, in the reader's language."""
    return providers.quoted(note.kind, note.event, note.words)


@register.filter
def number(value: int) -> str:
    """12480 → 12,480 in the reader's language."""
    return formats.number_format(value, force_grouping=True)
