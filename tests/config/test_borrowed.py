"""Words of Django's and allauth's that stand in our catalogues: still theirs, said our way, and
nothing formal left on the pages of allauth's that we show as they are."""

import re
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import Member
from config.messages import Message, in_code, in_template

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
ROOT = Path(settings.BASE_DIR)
ALLAUTH = Path(allauth.__file__).parent
DJANGO = Path(django.__file__).parent
THEIRS = (
    DJANGO / "conf/locale/de/LC_MESSAGES/django.po",
    DJANGO / "contrib/auth/locale/de/LC_MESSAGES/django.po",
    ALLAUTH / "locale/de/LC_MESSAGES/django.po",
)
# How a formal page would speak, where a language has a friendly way.
FORMAL = {
    "de": re.compile(r"\b(?:Ihr\w*|Ihnen|(?<![.:?] )(?<!^)Sie|\w+en Sie)\b"),
    "nl": re.compile(r"\b[Uu]w?\b"),
    "es": re.compile(
        r"(?i)\b(?:usted|sus?|puede|introduzca|ingrese|escoja|está a punto|seguro de|tiene|use|"
        r"se dispone|vuelva|inicie|ha decidido|confirme)\b"
    ),
}


def test_what_is_borrowed_is_still_theirs() -> None:
    """A word that they change is no longer found in our catalogue, silently."""
    borrowed = set(in_code((ROOT / "config/borrowed.py").read_text()))
    known = set()
    for path in THEIRS:
        with path.open("rb") as source:
            ids = [entry.id for entry in read_po(source, locale="de") if entry.id]
        known |= {Message("", *([one] if isinstance(one, str) else one)) for one in ids}
    assert borrowed - known == set()
    assert len(borrowed) > 40


def shown_as_they_are() -> list[Message]:
    """What the pages of allauth's say that no template of ours stands before."""
    folders = ("mfa", "socialaccount", "account/base_reauthenticate.html")
    found: set[Message] = set()
    for folder in (ALLAUTH / "templates" / name for name in folders):
        for path in [folder] if folder.is_file() else [*folder.rglob("*.html")]:
            name = path.relative_to(ALLAUTH / "templates")
            ours = (ROOT / "templates" / name).exists()
            # Not switched on: MFA_TRUST_ENABLED, MFA_PASSKEY_SIGNUP_ENABLED.
            if not ours and path.name not in ("trust.html", "signup_form.html"):
                found |= set(in_template(path.read_text()))
    return sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_allauths_are_friendly(language: str) -> None:
    with translation.override(language):
        said = [
            ngettext(one.words, one.plural, 2) if one.plural else gettext(one.words)
            for one in shown_as_they_are()
        ]
    assert [words for words in said if FORMAL[language].search(words)] == []
    assert len(said) > 40


@pytest.mark.parametrize(
    ("language", "too_short", "too_similar"),
    [
        (
            "de",
            "Dieses Passwort ist zu kurz. Es braucht mindestens 12 Zeichen.",
            "Das Passwort ist einer anderen Angabe zu ähnlich: Adressname.",
        ),
        (
            "nl",
            "Dit wachtwoord is te kort. Het heeft minstens 12 tekens nodig.",
            "Het wachtwoord lijkt te veel op een ander gegeven: adresnaam.",
        ),
        (
            "es",
            "Esta contraseña es demasiado corta. Necesita al menos 12 caracteres.",
            "La contraseña se parece demasiado a otro dato: nombre de la dirección.",
        ),
    ],
)
def test_what_is_wrong_with_a_password(language: str, too_short: str, too_similar: str) -> None:
    with translation.override(language):
        with pytest.raises(ValidationError) as short:
            MinimumLengthValidator(12).validate("short")
        with pytest.raises(ValidationError) as similar:
            UserAttributeSimilarityValidator().validate("ada-byron-1", Member(username="ada-byron"))
        assert [*short.value.messages, *similar.value.messages] == [too_short, too_similar]
