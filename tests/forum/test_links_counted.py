"""How many links and pictures somebody new may put into a text: as readers see them, however they are
written."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, override_settings

from accounts.models import Member
from forum.forms.ask import AskForm
from forum.forms.fields import number_of_links
from forum.forms.posts import ReplyForm
from forum.models import Reply, Thread
from forum.permissions import FEW_LINKS
from tests.reputation.holding import hold

AsMember = Callable[[Member], Client]
PICTURE = "a" * 32
# One link each, as it may be written.
WRITTEN = {
    "plainly": "https://evil.example/{n}",
    "in words": "[buy](https://evil.example/{n})",
    "with a backslash in its scheme": r"[buy](http\://evil.example/{n})",
    "with a sign by number": "[buy](http&#58;//evil.example/{n})",
    "with signs by name": "https&colon;&sol;&sol;evil.example/{n}",
    "plainly, with a backslash": r"https:\//evil.example/{n}",
    "in brackets": "<https://evil.example/{n}>",
    "to write a letter": "[buy](mailto:buy{n}@evil.example)",
    "named elsewhere": "[buy][a]",
    "named elsewhere, by its words": "[a]",
    "as a picture of another site": "![buy](https://evil.example/{n}.png)",
}


def text(written: str, number: int) -> str:
    lines = "\n\n".join(written.format(n=n) for n in range(number))
    return f"So I said.\n\n{lines}\n\n[a]: https://evil.example\n"


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_too_many_are_refused_however_they_are_written(
    as_member: AsMember, thread: Thread, sasha: Member, written: str
) -> None:
    hold({"privileges": {"more_links": 900}})
    source, at = text(written, FEW_LINKS + 1), f"/t/{thread.pk}/reply/"
    assert number_of_links(source) == FEW_LINKS + 1
    answered = as_member(sasha).post(at, {"source": source})
    assert (answered.status_code, Reply.objects.count()) == (400, 0)
    assert "You need 900 points to put many links" in answered.content.decode()
    assert as_member(sasha).post(at, {"source": text(written, FEW_LINKS)}).status_code == 303


def test_a_visitor_is_refused_too(thread: Thread) -> None:
    sent = {"title": "Cold", "source": text(r"[buy](http\://evil.example)", FEW_LINKS + 1)}
    form = AskForm(AnonymousUser(), sent)
    words = "Please leave it at 10 links for now. Once people know you, there is no limit."
    assert form.errors["source"] == [words]


def test_whose_points_open_more_are_not(thread: Thread, sasha: Member) -> None:
    hold({"privileges": {"more_links": 1}})
    form = ReplyForm({"source": text("[buy][a]", FEW_LINKS + 1)}, viewer=sasha)
    assert form.errors == {}


@override_settings(SITE_URL="https://help.example")
@pytest.mark.parametrize(
    "source",
    (
        "`https://evil.example`",
        "```\nGET https://evil.example\n```",
        r"\[buy\](x)",
        "[here](/t/1/)",
        "[here](https://help.example/t/1/)",
        "&amp; so on: a < b",
        "www.evil.example",
    ),
)
def test_what_leads_nowhere_else_is_none(source: str) -> None:
    assert number_of_links(source) == 0


@override_settings(SITE_URL="https://help.example")
@pytest.mark.parametrize(
    ("source", "number"),
    (
        ("https://help.example.evil.example/", 1),
        ("https://evil.example/https://help.example/", 1),
        (f"![Hub](/media/posts/{PICTURE}.webp)", 1),
        (f"[![Hub](/media/posts/{PICTURE}.webp)](https://evil.example)", 2),
        ('[buy](https://evil.example "<a href=")', 1),
    ),
)
def test_links_and_pictures_are_counted(source: str, number: int) -> None:
    assert number_of_links(source) == number
