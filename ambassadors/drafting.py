"""What a text has to be before it goes out under the company's name."""

import re

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.channels.base import Adapter
from ambassadors.models import DeskSettings, Duty, Macro
from ambassadors.models.outgoing import TEXT_LENGTH
from ambassadors.wording import Lexicon, words_of

SIGN = re.compile(r"\s*\^[A-Za-z]{1,4}\s*$")
HOLE = re.compile(r"\{\w+\}")


class BeCareful(Refusal):
    """A word of the list stands in it; said again it goes."""

    status = 409


def sign_of(member: Member) -> str:
    """A member's mark under what they write for the company: "^MJ"."""
    initials = "".join(word[0] for word in member.display_name.split() if word[0].isalpha())
    return f"^{member.sign or initials[:2].upper() or '??'}"


def signed(text: str, by: Member) -> str:
    """`text` with the mark of who wrote it, once."""
    plain = SIGN.sub("", text.replace("\0", "").strip())
    return f"{plain} {sign_of(by)}" if plain else ""


def check_text(
    text: str, adapter: Adapter, settings: DeskSettings, *, macro: Macro | None, confirmed: bool
) -> None:
    """Raises Refusal for nothing, for too much, for a macro as it stands or with a hole in it, and
    BeCareful for a word of the list unless `confirmed`."""
    if not text:
        raise Refusal(_("Please write an answer."))
    length, longest = adapter.length_of(text), min(adapter.longest, TEXT_LENGTH)
    if length > longest:
        said = {"length": length, "longest": longest}
        raise Refusal(_("This has %(length)d signs; %(longest)d fit, with your mark.") % said)
    if hole := HOLE.search(text):
        raise Refusal(_("Please fill in %(hole)s.") % {"hole": hole[0]})
    if (
        macro is not None
        and macro.must_edit
        and words_of(macro.text) == words_of(SIGN.sub("", text))
    ):
        raise Refusal(_("This one wants a word of your own before it goes out."))
    if not confirmed and (word := careful_word(text, settings.embargo)):
        raise BeCareful(
            _(
                "“%(word)s” is on the list of things that we do not talk about yet. Send it all the same?"
            )
            % {"word": word}
        )


def careful_word(text: str, listed: str) -> str:
    """The first line of `listed` that stands in `text`; "" where none does."""
    words = words_of(text)
    lines = [line.strip() for line in listed.splitlines() if line.strip()]
    return next((line for line in lines if Lexicon(it=line).counts(words)["it"]), "")


def needs_second_reader(text: str, by: Member, settings: DeskSettings) -> bool:
    """Whether somebody else reads it first: for what it says, or for who wrote it."""
    duty = Duty.objects.filter(member=by).first()
    return bool(duty and duty.needs_approval) or bool(careful_word(text, settings.approval_words))
