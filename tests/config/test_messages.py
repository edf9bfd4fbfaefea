"""The catalogues: nothing that is said is missing, what is compiled is what was written, and what
visitors, askers and those who answer read is translated whole."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry
from django.conf import settings
from django.utils import translation

from config import messages
from config.messages import Message, in_code, in_template
from forum.enums import Kind
from forum.queries.suggestions import suggest_kind

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
EVERYTHING = messages.gather([*messages.code_files(), *messages.template_files()])
# What the company's staff and operators alone see may stay English for now.
STAFF = re.compile(
    r"ambassadors/(?!(?:actions/handles|views/networks)\.py).*|templates/ambassadors/(?!on_duty|private|networks).*|.*/apps\.py|.*/admin\.py|accounts/(?:forms|models|actions|views)/site\.py"
    r"|accounts/models/(?:audit|members|notifications)\.py|blog/(?:models/\w+|blocks|forms|permissions|cms|names|wagtail_hooks|choosers|pictures|documents)\.py"
    r"|reputation/(?:forms/schemes|forms/rings|schemes|actions/schemes|models/\w+)\.py"
    r"|reputation/(?:actions/(?:guidelines|nominations)|templatetags/programme|views/desk)\.py"
    r"|reputation/rings/\w+\.py|templates/reputation/(?:rings?|scheme_\w+)\.html"
    r"|templates/reputation/(?:superusers_moderate|nominate|nomination_review|member_of_week)\.html"
    r"|forum/models/\w+\.py|forum/importers/command\.py|templates/dev/.*"
    r"|templates/accounts/(?:site_settings|member_\w+)\.html|templates/forum/moderat.*"
    r"|templates/search/(?:desk|_clusters)\.html|templates/forum/_duplicates\.html"
    r"|templates/blog/(?:desk|make)\.html|blog/(?:views|actions|queries)/(?:making|desk|reviews?)\.py"
    r"|search/(?:permissions|models/synonyms|actions/keeping)\.py"
    r"|(?:accounts/forms|forum/actions|reputation/actions)/merging\.py"
)
PLACE = re.compile(r"%\((\w+)\)[sd]|%\(\w+\)\.\d[f]")
MARKUP = re.compile(r"<[^>]+>")


def said_to_people() -> list[Message]:
    """Everything that somebody beside the staff reads."""
    return sorted(
        message
        for message, places in EVERYTHING.items()
        if not all(STAFF.fullmatch(place) for place in places)
    )


def texts(found: Entry | None) -> list[str]:
    if found is None or not found.string:
        return []
    said = [found.string] if isinstance(found.string, str) else list(found.string)
    return said if any(said) else []  # a plural that waits for its translation


@pytest.fixture(scope="module")
def catalogs() -> dict[str, dict[Message, list[str]]]:
    read = {language: messages.read(language) for language in LANGUAGES}
    return {
        language: {
            message: texts(
                catalog.get(
                    (message.words, message.plural) if message.plural else message.words,
                    context=message.context or None,
                )
            )
            for message in EVERYTHING
        }
        for language, catalog in read.items()
    }


Catalogs = dict[str, dict[Message, list[str]]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_said_is_missing(language: str) -> None:
    """`make messages` adds what is new."""
    catalog = messages.read(language)
    known = {
        Message(found.context or "", *([found.id] if isinstance(found.id, str) else found.id))
        for found in catalog
        if found.id
    }
    words = {(message.context, message.words) for message in known}
    assert [m for m in EVERYTHING if (m.context, m.words) not in words] == []
    assert len(EVERYTHING) > 700


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_written(language: str) -> None:
    path = messages.po_file(language)
    assert path.with_suffix(".mo").read_bytes() == messages.compiled(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_to_people_is_translated(catalogs: Catalogs, language: str) -> None:
    missing = [
        message.words
        for message in said_to_people()
        if not catalogs[language][message] or not all(catalogs[language][message])
    ]
    assert missing == []
    assert len(said_to_people()) > 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_elements_agree(catalogs: Catalogs, language: str) -> None:
    wrong: list[tuple[str, str]] = []
    plurals = messages.read(language).num_plurals
    for message, said in catalogs[language].items():
        if message.plural and said and len(said) != plurals:
            wrong.append((message.words, "plural"))
        # The singular may leave a number out, or have it where English has a word.
        places = set(PLACE.findall(message.words)) | set(PLACE.findall(message.plural))
        needed = (
            places
            if not message.plural
            else set(PLACE.findall(message.words)) & set(PLACE.findall(message.plural))
        )
        for text in said:
            used = set(PLACE.findall(text))
            if not needed <= used <= places:
                wrong.append((message.words, text))
            if sorted(MARKUP.findall(message.words)) != sorted(MARKUP.findall(text)):
                wrong.append((message.words, text))
            if (message.words[-1:] == " ") != (text[-1:] == " "):
                wrong.append((message.words, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_house_speaks_with_its_own_signs(catalogs: Catalogs, language: str) -> None:
    """Quotation marks of the language, no straight ones, no exclamation marks."""
    wrong = []
    for message, said in catalogs[language].items():
        for text in said:
            plain = MARKUP.sub("", text)
            if '"' in plain or "!" in plain or (language == "es" and set(plain) & set("“”")):
                wrong.append((message.words, text))
    assert wrong == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_cues_of_kinds_are_patterns(language: str) -> None:
    heard = {
        "en": ("It would be nice to have a dial", "Thank you all", "The hub stopped"),
        "nl": ("Het zou fijn zijn als er een knop was", "Bedankt allemaal", "De hub werkt niet"),
        "de": ("Es wäre schön, wenn es das gäbe", "Danke euch allen", "Der Hub funktioniert nicht"),
        "es": ("Sería útil tener un mando", "Gracias a todos", "El hub no funciona"),
    }[language]
    with translation.override(language):
        kinds = [suggest_kind(words, Kind.values) for words in heard]
    assert kinds == [Kind.IDEA, Kind.PRAISE, Kind.PROBLEM]


@pytest.mark.parametrize(
    ("language", "words", "kind"),
    [
        ("en", "How do I pair the hub? Thank you", Kind.QUESTION),
        ("en", "The hub blinks red. Thank you in advance", Kind.QUESTION),
        ("en", "Thank you! Will there be more?", Kind.QUESTION),
        ("en", "I love the lamp, but it stopped", Kind.PROBLEM),
        ("en", "The calendar feature does not work", Kind.PROBLEM),
        ("nl", "Hoe koppel ik de hub? Bedankt", Kind.QUESTION),
        ("nl", "De hub knippert rood. Alvast bedankt", Kind.QUESTION),
        ("nl", "De functie van de agenda werkt niet", Kind.PROBLEM),
        ("nl", "Een nieuwe functie in de agenda", Kind.IDEA),
        ("de", "Wie verbinde ich den Hub? Danke im Voraus", Kind.QUESTION),
        ("de", "Der Hub blinkt rot. Vielen Dank, danke euch", Kind.QUESTION),
        ("es", "¿Cómo conecto el hub? Gracias", Kind.QUESTION),
        ("es", "El hub parpadea en rojo. Gracias a todos", Kind.QUESTION),
        ("es", "La función de calendario no funciona", Kind.PROBLEM),
        ("es", "Una nueva función en el calendario", Kind.IDEA),
        ("es", "Gracias al equipo", Kind.PRAISE),
    ],
)
def test_a_polite_question_is_no_praise(language: str, words: str, kind: Kind) -> None:
    with translation.override(language):
        assert suggest_kind(words, Kind.values) == kind


# The tool -----------------------------------------------------------------------------------
def test_renewing_keeps_translations_and_what_nobody_says_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    one, two = Message("", "One thing"), Message("", "%(n)s day", "%(n)s days")
    messages.renew("de", {one: ["a.html"], two: ["a.html"]})
    path = messages.po_file("de")
    path.write_text(
        path.read_text().replace('"One thing"\nmsgstr ""', '"One thing"\nmsgstr "Eins"')
    )
    messages.renew("de", {one: ["b.html"], two: ["a.html"], Message("", "New"): ["a.html"]})
    assert texts(messages.read("de").get("One thing")) == ["Eins"]
    before = path.read_bytes(), path.with_suffix(".mo").read_bytes()
    messages.renew("de", {two: ["a.html"]})
    assert '#~ msgstr "Eins"' in path.read_text()
    messages.renew("de", {one: ["b.html"], two: ["a.html"], Message("", "New"): ["a.html"]})
    assert (path.read_bytes(), path.with_suffix(".mo").read_bytes()) == before


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% translate 'A b' %}", [Message("", "A b")]),
        ('{% translate "A" as x %}', [Message("", "A")]),
        ("{% translate 'A' context 'c' %}", [Message("c", "A")]),
        ("{% blocktranslate with n=x %}{{ n }}'s{% endblocktranslate %}", [Message("", "%(n)s's")]),
        (
            "{% blocktranslate count n=x %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            [Message("", "%(n)s day", "%(n)s days")],
        ),
        ('{{ name|default:_("Nobody") }}', [Message("", "Nobody")]),
        ("{% comment %}{% translate 'A' %}{% endcomment %}", []),
    ],
)
def test_messages_of_templates(source: str, found: list[Message]) -> None:
    assert list(in_template(source)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("_('A')", [Message("", "A")]),
        ("gettext_lazy('A' 'b')", [Message("", "Ab")]),
        ("ngettext('day', 'days', n)", [Message("", "day", "days")]),
        ("pgettext('c', 'A')", [Message("c", "A")]),
        ("npgettext('c', 'day', 'days', n)", [Message("c", "day", "days")]),
        ("_(words)", []),
        ("other('A')", []),
    ],
)
def test_messages_of_code(source: str, found: list[Message]) -> None:
    assert list(in_code(source)) == found


def test_formats_are_strings_that_format(catalogs: Catalogs) -> None:
    """A stray per cent sign would fail the page that says it."""
    for said in catalogs.values():
        for message, found in said.items():
            names = dict.fromkeys(PLACE.findall(message.words + message.plural), 1)
            if names and "" not in names:
                for text in found:
                    assert text % names
