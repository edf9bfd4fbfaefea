"""Refusals of search."""

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from search.analysis import words_in
from search.models.synonyms import LINE_LENGTH
from search.synonyms import MOST_TERMS, MOST_WORDS, terms_of
from search.words import WORD_LENGTH


def check_can_set_synonyms(by: Member) -> None:
    """Staff say what means the same."""
    if not by.is_staff:
        raise Refusal(_("Only staff can say which words mean the same."))


def check_synonyms(line: str) -> None:
    """Raise Refusal for a line that means nothing, or more than a search can look for."""
    terms = terms_of(line)
    if len(terms) < 2:
        raise Refusal(_("One word alone means the same as nothing. Give two or more, with commas."))
    if len(terms) > MOST_TERMS:
        raise Refusal(_("At most %(n)d terms fit on a line.") % {"n": MOST_TERMS})
    if len(", ".join(terms)) > LINE_LENGTH or any(len(term) > WORD_LENGTH for term in terms):
        raise Refusal(_("A term has at most %(n)d characters.") % {"n": WORD_LENGTH})
    for term in terms:
        if not 1 <= len(words_in(term)) <= MOST_WORDS:
            raise Refusal(
                _("“%(term)s” is not one to %(n)d words.") % {"term": term, "n": MOST_WORDS}
            )
