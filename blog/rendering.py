"""From the blocks of a post to what readers see: once, when it is published, and for a preview."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import override
from wagtail.fields import RichTextField
from wagtail.rich_text import expand_db_html

from blog.models import HowTo, Post
from forum.markup import clean, plain_of

# Words that somebody reads in a minute while following steps; reading prose is 238 (Brysbaert 2019,
# doi 10.1016/j.jml.2019.104047), and who does what they read needs longer.
WORDS_A_MINUTE = 150
PLAIN_LENGTH = 400_000
REL = ' rel="ugc nofollow noopener"'
# Stands in no text: `readable` takes it out of every one.
_BETWEEN = "\x02"
_cleaned: ContextVar[Mapping[str, str]] = ContextVar("cleaned", default=MappingProxyType({}))


@dataclass(frozen=True)
class Step:
    """A step with its place in the whole post, counted from 1."""

    number: int
    anchor: str
    title: str
    body: Any
    branch: Any


@dataclass
class Portion:
    """What stands under one heading, in order: runs of steps, and blocks between them."""

    heading: str = ""
    anchor: str = ""
    rows: list[Any] = field(default_factory=list)

    def add_step(self, step: Step) -> None:
        """Steps that follow each other are one list."""
        if not (self.rows and isinstance(self.rows[-1], list)):
            self.rows.append([])
        self.rows[-1].append(step)

    @property
    def steps(self) -> list[Step]:
        return [step for row in self.rows if isinstance(row, list) for step in row]


@dataclass(frozen=True)
class Rendered:
    """A post as HTML for its page and as plain text for the index; `outline` has an anchor and words
    for each heading and step, `tested` names versions, `minutes` is how long it takes to read."""

    html: SafeString
    plain: str
    outline: list[list[str]]
    tested: list[str]
    minutes: int


def render_post(post: Post) -> Rendered:
    """Render a post of any kind (not a bare Post), as it stands in memory."""
    portions = portions_of(post) if isinstance(post, HowTo) else []
    with override(post.language):
        template = f"blog/body/{post._meta.model_name}.html"
        html = render_to_string(template, {"post": post, "portions": portions})
    plain = f"{post.summary} {plain_of(html, enough=PLAIN_LENGTH)}"[:PLAIN_LENGTH]
    minutes = max(1, ceil(len(plain.split()) / WORDS_A_MINUTE))
    tested = [str(one) for one in post.releases.all()] if isinstance(post, HowTo) else []
    return Rendered(SafeString(html.strip()), plain, list(_outline(portions)), tested, minutes)


def company_text(source: str) -> SafeString:
    """A rich text of an editor, ready to be shown: its links to pages are addresses, and bleach has
    the last word on it as on everybody's. A company's own links carry no word against them."""
    known = _cleaned.get().get(source)
    html = clean(expand_db_html(source)) if known is None else known
    return mark_safe(html.replace(REL, ' rel="noopener"'))


@contextmanager
def cleaned_before(texts: Mapping[str, str]) -> Iterator[None]:
    """Inside, `company_text` takes what became of these from here: `texts` gives, for each source,
    what `clean(expand_db_html(source))` has given."""
    token = _cleaned.set(texts)
    try:
        yield
    finally:
        _cleaned.reset(token)


def expand_together(sources: Sequence[str]) -> list[str]:
    """The sources with their links written out, with one query for all of them."""
    html = expand_db_html(_BETWEEN.join(sources)).split(_BETWEEN)
    return html if len(html) == len(sources) else [expand_db_html(source) for source in sources]


def texts_of(post: Post) -> Iterator[str]:
    """The rich texts of a post, given as what it is."""
    if isinstance(post, HowTo):
        yield from _texts_in(list(post.steps.raw_data))
    else:
        fields = post._meta.get_fields()
        yield from (getattr(post, one.name) for one in fields if isinstance(one, RichTextField))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("<"):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)


def portions_of(howto: HowTo) -> list[Portion]:
    """The blocks of a how-to under their headings, steps numbered through the whole of it."""
    portions, number = [Portion()], 0
    for block in howto.steps:
        if block.block_type == "heading":
            anchor = f"part-{len(portions)}-{slugify(block.value)[:40]}".rstrip("-")
            portions.append(Portion(str(block.value), anchor))
        elif block.block_type == "step":
            number += 1
            portions[-1].add_step(_step(number, block.value))
        else:
            portions[-1].rows.append(block)
    return [portion for portion in portions if portion.heading or portion.rows]


def _step(number: int, value: Any) -> Step:
    branch = value.get("branch") or {}
    asks = branch if branch.get("yes") or branch.get("no") else None
    return Step(number, f"step-{number}", value.get("title") or "", value.get("body"), asks)


def _outline(portions: list[Portion]) -> Iterator[list[str]]:
    for portion in portions:
        if portion.heading:
            yield [portion.anchor, portion.heading]
        for step in portion.steps:
            if step.title:
                yield [step.anchor, f"{step.number}. {step.title}"]
