"""A text of which nothing is seen is refused, however long; what shows something is not."""

import pytest

from accounts.models import Member
from forum.forms.fields import SHORT
from forum.forms.posts import ReplyForm
from forum.markup import MEMBER_CAP, plain_of, render
from tests.forum.pathological import MARKDOWN

LONG = SHORT + 1


def passes(source: str, viewer: Member) -> bool:
    return ReplyForm({"source": source}, viewer=viewer).is_valid()


@pytest.mark.parametrize(
    "unit",
    (
        "[a]: http://elsewhere.example\n\n",
        "[a]:\nhttp://elsewhere.example\n'title'\n\n",
        "&#8203; ",
        "\u3164 \u2800",
        "---\n\n",
        "\u200b\n",
    ),
)
def test_nothing_to_see(sasha: Member, unit: str) -> None:
    assert not passes(unit, sasha)
    assert not passes(unit * (LONG // len(unit) + 1), sasha)


@pytest.mark.parametrize(
    "unit",
    ("a", "!", "😀", "1", "…", "字", "**a** ", "| a |\n", "`x` ", "> q\n", "[a](/x) ", "&amp;"),
)
def test_something_to_see(sasha: Member, unit: str) -> None:
    assert passes(unit, sasha)
    assert passes(unit * (LONG // len(unit) + 1), sasha)


@pytest.mark.parametrize("name", sorted(MARKDOWN))
def test_signs_tell_what_rendering_shows(sasha: Member, name: str) -> None:
    """No long text passes of which its page shows nothing, and none is refused that shows some."""
    source = MARKDOWN[name](MEMBER_CAP)[:MEMBER_CAP].strip()
    shows = bool(plain_of(render(source).html).strip("\u200b\u3164\u2800 \n"))
    faults = [*ReplyForm({"source": source}, viewer=sasha).errors.get("source", [])]
    if shows:
        assert "A few words are enough, but there have to be some." not in faults
    else:
        assert faults
