"""How threads are worded and drawn in lists and pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import lang
from accounts.models import Member
from accounts.templatetags.look import face_svg, icon
from forum.enums import SOLVABLE, Kind, LinkKind, State
from forum.models import Reply, Thread, ThreadLink
from forum.providers import Suggestion
from forum.queries.lists import Asked, people_of
from forum.views.flags import NOTHING, ReplyFlags

register = template.Library()
# From this likeness on (thousandths) an older thread may be the same question.
SAME = 700
MOST_SAME = 3


@dataclass(frozen=True)
class Standing:
    """Where a thread stands, for people: a word, the icon's name and the shape's class."""

    words: str
    icon: str
    shape: str


def standings_of(thread: Thread) -> list[Standing]:
    """All that is to be said of where a thread stands, the first word first: a problem with a
    workaround may still be waiting for its fix, a closed idea may be planned."""
    first, state = standing_of(thread), Standing("", "", "")
    if (
        thread.is_solved and thread.kind == Kind.PROBLEM and thread.state not in SAID_BY_SOLVED
    ) or (thread.is_locked and not thread.is_solved and thread.state not in SAID_BY_CLOSED):
        state = _state_of(thread)
    return [said for said in (first, state) if said.words]


def _state_of(thread: Thread) -> Standing:
    return Standing(str(State(thread.state).label), kind_icon(thread.kind), "answered")


# States that add nothing to the word before them.
SAID_BY_SOLVED = frozenset({State.REPORTED, State.FIXED})
SAID_BY_CLOSED = frozenset({State.OPEN, State.NEEDS_INFO})


def standing_of(thread: Thread) -> Standing:
    """The first word: a solved thread says so before anything else; praise and talk need no state."""
    if thread.is_solved:
        return Standing(
            _("Fixed") if thread.state == State.FIXED else _("Solved"), "tick", "solved"
        )
    if thread.is_locked:
        return Standing(_("Closed"), "lock", "answered")
    if thread.kind == Kind.QUESTION and thread.state == State.OPEN:
        if thread.reply_count:
            return Standing(_("Not solved yet"), "question", "answered")
        return Standing(_("Waiting for an answer"), "question", "open")
    if thread.kind in (Kind.PRAISE, Kind.TALK) or thread.state == State.OPEN:
        shape = "open" if thread.kind in SOLVABLE and not thread.reply_count else "answered"
        return Standing("", kind_icon(thread.kind), shape)
    return _state_of(thread)


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a kind; talk has people."""
    return "people" if kind == Kind.TALK else kind


@register.simple_tag
def standing(thread: Thread) -> SafeString:
    """The round sign at the head of a row."""
    now = standing_of(thread)
    words = ", ".join(said.words for said in standings_of(thread)) or Kind(thread.kind).label
    return format_html(
        '<span class="state state--{}">{}<span class="visually-hidden">{}</span></span>',
        now.shape,
        icon(now.icon),
        words,
    )


@register.simple_tag
def standing_tag(thread: Thread) -> SafeString:
    """The same as words in tags; nothing for kinds without a state."""
    return format_html_join(" ", "{}", ((_tag_of(said),) for said in standings_of(thread)))


@register.simple_tag
def state_tag(thread: Thread) -> SafeString:
    """What is left to say of a solved thread where another sign says that it is solved."""
    return format_html_join(" ", "{}", ((_tag_of(said),) for said in standings_of(thread)[1:]))


def _tag_of(said: Standing) -> SafeString:
    if said.shape == "solved":
        return format_html('<span class="tag tag--solved">{} {}</span>', icon("tick"), said.words)
    return format_html('<span class="tag">{}</span>', said.words)


@register.simple_tag
def kind_tag(thread: Thread) -> SafeString:
    return format_html(
        '<span class="tag tag--plain">{} {}</span>',
        icon(kind_icon(thread.kind)),
        Kind(thread.kind).label,
    )


@register.filter
def replies_words(thread: Thread) -> str:
    """ "6 answers" on a question, "6 replies" elsewhere."""
    count = thread.reply_count
    if thread.kind == Kind.QUESTION:
        return (
            ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count}
            if count
            else _("No answers yet")
        )
    return (
        ngettext("%(n)d reply", "%(n)d replies", count) % {"n": count}
        if count
        else _("No replies yet")
    )


@register.simple_tag
def listlink(asked: Asked, **changes: str) -> str:
    """The address of this list with something changed; the place in it starts anew."""
    new = replace(asked, **{"after": "", **changes})
    shown = {"show": new.show, "kind": new.kind, "after": new.after}
    kept = {
        key: value for key, value in shown.items() if value and (key, value) != ("show", "active")
    }
    return f"?{urlencode(kept)}" if kept else "?"


@register.simple_tag
def listviews(viewer: Member | AnonymousUser) -> list[tuple[str, str]]:
    """The tabs of a list: key and words."""
    return [
        ("active", _("Active")),
        ("newest", _("Newest")),
        ("unanswered", _("Waiting for an answer")),
        ("unsolved", _("Not solved yet")),
        ("solved", _("Solved")),
    ]


@register.simple_tag
def votelink(post: Thread | Reply) -> str:
    """Written out: it stands beside every answer."""
    return f"/r/{post.pk}/vote/" if isinstance(post, Reply) else f"/t/{post.pk}/vote/"


def csrf_input(token: str) -> str:
    """The hidden field of a form that is written out."""
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'


@register.simple_tag
def vote_form(post: Thread | Reply, my_vote: int, csrf_token: str) -> SafeString:
    """The two votes and the way back: a pressed button sends 0. The buttons have ids, so that the
    focus stays on the one that was pressed when they come back."""
    address, whose = votelink(post), "r" if isinstance(post, Reply) else "t"
    yes, no = f'{_("Helpful")} <span class="num">{post.helpful_count}</span>', _("Not helpful")
    buttons = [
        (1, 'class="btn"', f"{icon('up')} {yes}"),
        (
            -1,
            f'class="btn btn--quiet btn--icon" title="{no}"',
            f'{icon("down")}<span class="visually-hidden">{no}</span>',
        ),
    ]
    drawn = "".join(
        f'<button {look} id="vote-{whose}{post.pk}{value:+}" name="value" value="{0 if my_vote == value else value}" '
        f'aria-pressed="{"true" if my_vote == value else "false"}">{words}</button>'
        for value, look, words in buttons
    )
    return mark_safe(
        f'<form class="acts__form" method="post" action="{address}" hx-post="{address}" hx-swap="outerHTML">'
        f"{csrf_input(csrf_token)}{drawn}</form>"
    )


@cache
def _sign_in() -> str:
    return reverse("account_login")


@register.simple_tag
def helpful_link(post: Thread | Reply) -> SafeString:
    """What a visitor sees of the votes: the count, and the way in that comes back here."""
    return mark_safe(
        f'<a class="btn" href="{_sign_in()}?next={post.get_absolute_url()}" rel="nofollow">'
        f'{icon("up")} {_("Helpful")} <span class="num">{post.helpful_count}</span></a>'
    )


@register.simple_tag
def permalink(reply: Reply) -> SafeString:
    """The link to a reply, at the end of its buttons."""
    return mark_safe(
        f'<a class="btn btn--quiet acts__end" href="{reply.get_absolute_url()}" rel="nofollow" '
        f'data-copy="{_("Copied")}" title="{_("Link to this")}">{icon("link")}'
        f'<span class="visually-hidden" data-copied>{_("Link to this")}</span></a>'
    )


TILES = (
    "M0 0h96a96 96 0 0 1-96 96z",
    "M48 0a48 48 0 0 1 0 96z M0 48a48 48 0 0 1 48-48v48z",
    "M0 96a96 96 0 0 1 96-96v96z",
    "M0 48h96v48h-96z",
)


@register.simple_tag
def tiles(members: list[Member]) -> SafeString:
    """The picture beside the big question: faces of people here, and shapes between them."""
    cells = []
    people = list(members[:6])
    for n in range(12):
        x, y = n % 4 * 96, n // 4 * 96
        if n % 2 == n // 4 % 2 and people:
            member = people.pop(0)
            face = face_svg(member.username, member.display_name).replace(
                "<svg ", f'<svg x="{x}" y="{y}" width="96" height="96" ', 1
            )
            cells.append(face)
        else:
            letter = "abcd"[n * 7 % 4]
            shape = TILES[n % 4]
            cells.append(
                f'<g transform="translate({x} {y})"><path class="tile-{letter}" d="M0 0h96v96h-96z"/>'
                f'<path class="tile-{letter}2" d="{shape}"/></g>'
            )
    return mark_safe(
        '<svg class="hero__tiles" viewBox="0 0 384 288" aria-hidden="true">'
        + "".join(cells)
        + "</svg>"
    )


@register.filter
def people(thread: Thread) -> list[Member]:
    return people_of(thread)


@register.filter
def first_name(member: Member) -> str:
    """What a neighbour calls somebody: the first word of the name."""
    return member.display_name.split()[0] if member.display_name.split() else member.display_name


@register.simple_tag
def lang_of(thread: Thread | Suggestion) -> SafeString:
    """Marks a thread's own words where they are in another language than the page."""
    return lang(thread.language)


@register.filter
def span_to(start: datetime, end: datetime | None) -> str:
    """How long it took, in its largest unit alone: "3 hours"."""
    return timesince(start, end, depth=1)


@register.filter
def flags_of(flags: dict[int, ReplyFlags], reply_id: int) -> ReplyFlags:
    return flags.get(reply_id, NOTHING)


@register.filter
def other_end(link: ThreadLink, thread: Thread) -> Thread:
    """The thread at the other end of a link."""
    return link.to if link.thread_id == thread.pk else link.thread


@register.simple_tag
def linkwords(link: ThreadLink, thread: Thread) -> str:
    """How a link reads from this thread's side."""
    out = link.thread_id == thread.pk
    if link.kind == LinkKind.DUPLICATE:
        return _("The same as:") if out else _("Asked again:")
    if link.kind == LinkKind.FOLLOW_UP:
        return _("Asked after:") if out else _("Led to:")
    return ""


@register.filter
def has_howtos(related: Iterable[Suggestion]) -> bool:
    """Whether a post of the help blog is among them."""
    return any(one.post_id for one in related)


@register.simple_tag
def likely_duplicates(related: Iterable[Suggestion], thread: Thread) -> list[Suggestion]:
    """Older threads among `related` that may ask the same as `thread`."""
    older = [one for one in related if one.likeness >= SAME and 0 < one.thread_id < thread.pk]
    return sorted(older, key=lambda one: -one.likeness)[:MOST_SAME]
