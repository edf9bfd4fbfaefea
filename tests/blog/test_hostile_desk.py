"""Hostile strings through the real forms of the desk: in the editor, in what it compares and shows
before publishing, and on the page, they are words and nothing more."""

import json
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from re import sub
from typing import Any

import pytest
from django.test import Client
from wagtail.images.models import Image
from wagtail.rich_text import expand_db_html

from blog.models import HowTo, Topic
from tests.blog.desk import add_howto, contentstate, edit_howto, howto_form, png, step, upload
from tests.forum.markup_tree import elements, parse, vectors

pytestmark = pytest.mark.django_db
AT_ONCE = 100
URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "feed:javascript:alert(1)",
    'https://a.example/"onmouseover="alert(1)',
)


class Active(HTMLParser):
    """Notes down what would run: scripts of the page itself, listeners, addresses that are code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.found.append(f"script {named}")
        for name, value in named.items():
            is_code = sub(r"[\x00-\x20]", "", value).lower()
            if name.startswith("on") or name == "srcdoc":
                self.found.append(f"{tag} {name}={value}")
            codes = ("javascript:", "data:text", "vbscript:", "feed:")
            if name in ("href", "src", "action", "formaction") and is_code.startswith(codes):
                self.found.append(f"{tag} {name}={value}")


def active_in(html: str) -> list[str]:
    parser = Active()
    parser.feed(html)
    return parser.found


def portions(every: int) -> Iterator[list[str]]:
    """The vectors, so many at a time that they fit into one how-to; what no form takes is left out."""
    found = [text.replace("\x00", "") for text in vectors()[::every]]
    found = [text for text in found if text.strip() and not _lone(text)]
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]


def _lone(text: str) -> bool:
    """Half a character, which no browser sends."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def in_every_place(words: str, image: int) -> Any:
    """One step with the words wherever an author may write."""
    short = words.strip()[:150] or "x"
    picture = {"image": str(image), "alt": short, "caption": short, "missing": short}
    return step(
        short,
        body=[
            ("text", contentstate(words)),
            ("picture", picture),
            ("callout", {"kind": "warning", "text": contentstate(words)}),
            ("code", {"code": words.strip() or "x", "name": short}),
            ("video", {"url": "https://vimeo.com/1", "title": short, "minutes": ""}),
        ],
        branch={"yes": short, "no": short},
    )


def shapes_in(html: str) -> set[tuple[str, ...]]:
    """The elements of a text, each with the names of its attributes."""
    return {(tag, *sorted(named)) for tag, named, _nodes in elements(parse(html))}


@pytest.fixture
def picture(publishing: Client, settings: Any, tmp_path: Any) -> int:
    settings.MEDIA_ROOT = tmp_path
    upload(publishing, png(40, 40))
    return int(Image.objects.get().pk)


def shown(client: Client, howto: HowTo, form: dict[str, Any]) -> dict[str, str]:
    """Every page of the desk on which the words of an author stand, and the one for readers."""
    own = howto.revisions.order_by("pk")
    first, last = own[0], own.reverse()[0]
    at = f"/cms/pages/{howto.pk}"
    assert json.loads(client.post(f"{at}/edit/preview/", form).content)["is_valid"] is True
    paths = (
        f"{at}/edit/",
        f"{at}/edit/preview/?mode=",
        f"{at}/history/",
        f"{at}/revisions/compare/{first.pk}...{last.pk}/",
        f"/cms/pages/{howto.get_parent().pk}/",
        "/cms/",
    )
    pages = {path: client.get(path) for path in (*paths, howto.get_absolute_url())}
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    return {path: page.content.decode() for path, page in pages.items()}


# Each 400th vector without a server, each hundredth beside one; HOSTILE_EVERY=1 tries them all.
EVERY = int(os.environ.get("HOSTILE_EVERY") or "100")


@pytest.mark.parametrize("every", [400, pytest.param(EVERY, marks=pytest.mark.long)])
def test_hostile_words_everywhere(
    publishing: Client, publisher: Any, topic: Topic, picture: int, every: int
) -> None:
    plain = [in_every_place("Plain words", picture)]
    add_howto(publishing, topic, action="publish", author=str(publisher.pk), steps=plain)
    howto = HowTo.objects.get()
    harmless = shapes_in(howto.rendering.html) | {("br",)}
    for number, words in enumerate(portions(every)):
        form = {
            "author": str(publisher.pk),
            "title": f"{number} {words[0].strip()[:200]}",
            "summary": words[-1].strip()[:390] or "x",
            "platform": words[-1].strip()[:90],
            "steps": [in_every_place(text, picture) for text in words],
        }
        answer = edit_howto(publishing, howto, action="publish", **form)
        assert answer.status_code == 302
        howto.refresh_from_db()
        pages = shown(publishing, howto, howto_form(**form))
        assert {path: found for path, html in pages.items() if (found := active_in(html))} == {}
        assert shapes_in(HowTo.objects.get().rendering.html) - harmless == set()


@pytest.mark.parametrize("url", URLS)
def test_hostile_addresses_of_links(
    publishing: Client, publisher: Any, topic: Topic, url: str
) -> None:
    """A forged state of the editor: it offers no such address itself."""
    form: dict[str, Any] = {
        "author": str(publisher.pk),
        "steps": [step(body=[("text", contentstate("Press here", url=url))])],
    }
    add_howto(publishing, topic, action="publish", **form)
    howto = HowTo.objects.get()
    (text,) = howto.steps[0].value["body"]
    assert active_in(expand_db_html(text.value.source)) == []
    pages = shown(publishing, howto, howto_form(**form))
    assert {path: found for path, html in pages.items() if (found := active_in(html))} == {}


def test_a_value_that_is_no_state_of_the_editor(
    publishing: Client, publisher: Any, topic: Topic
) -> None:
    for value in ("<script>alert(1)</script>", '{"blocks": 7}', "[]", "null"):
        publishing.raise_request_exception = False
        form = {"author": str(publisher.pk), "steps": [("text", value)]}
        add_howto(publishing, topic, action="publish", **form)
    assert [h for h in HowTo.objects.all() if "<script" in str(h.steps.raw_data)] == []
