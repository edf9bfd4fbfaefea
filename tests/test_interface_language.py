"""Every word of the interface goes through gettext: in templates, in code, and on the page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.language import code, templates

ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "reputation", "forum", "blog", "search", "ambassadors", "config")
# Text that stands for itself in every language, with the reason.
SAME_EVERYWHERE = {
    "?board=": "an address, which base.html puts into a link",
    "true,false": "values of aria-pressed",
}
BARE_IN_CODE = {
    ("forum/markup/allowed.py", "aria-label"): "stored with the text, before a reader is known",
}
# Not the interface: what operators read on a terminal, and measuring tools.
OPERATORS = ("migrations", "management", "settings", "bench", "seed", "ci", "importers")


def template_files() -> list[Path]:
    found = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]
    return sorted([*found, *ROOT.glob("*/templates/**/*.html")])


def code_files() -> list[Path]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if not set(path.parts) & set(OPERATORS))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", template_files(), ids=name_of)
def test_templates_have_no_bare_words(path: Path) -> None:
    found = templates.bare_words(path.read_text(), is_html=path.suffix == ".html")
    assert [(line, text) for line, text in found if text not in SAME_EVERYWHERE] == []


@pytest.mark.parametrize("path", template_files(), ids=name_of)
def test_numbers_have_their_plural(path: Path) -> None:
    assert templates.counts_without_plural(path.read_text()) == []


def test_code_has_no_bare_words() -> None:
    files = code_files()
    found = [
        (name_of(path), line, what)
        for path in files
        for line, what in code.bare_words(path.read_text())
        if (name_of(path), what) not in BARE_IN_CODE
    ]
    assert len(files) > 50
    assert found == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ name }}, welcome</p>", [", welcome"]),
        ("\n<p>\n Two\n lines</p>", ["Two lines"]),
        ("<img alt='A house'>", ["A house"]),
        ('<input placeholder="Search">', ["Search"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('<nav aria-label="Pages"></nav>', ["Pages"]),
        ('<a title="{% if x %}Open{% endif %}">1</a>', ["Open"]),
        ('<meta name="description" content="About us">', ["About us"]),
        ('<a data-copy="Copied the link">·</a>', ["Copied the link"]),
        ('{{ name|default:"Nobody" }}', ["Nobody"]),
        ('{{ ok|yesno:"yes,no" }}', ["yes,no"]),
        ('{% firstof name "Nobody" %}', ["Nobody"]),
        ('{% include "x.html" with title="A title" %}', ["A title"]),
        ("<p>{% if x %}Yes{% else %}<b>No</b>{% endif %}</p>", ["No", "Yes"]),
        ("{% translate 'a' %}<b>Bold</b>{% blocktranslate %}b{% endblocktranslate %}", ["Bold"]),
        ("<title>Page</title><script>x</script>", ["Page"]),
    ],
)
def test_the_checker_finds(source: str, words: list[str]) -> None:
    assert [text for _, text in templates.bare_words(source)] == words


@pytest.mark.parametrize(
    "source",
    [
        "{% translate 'Hello' %} · {{ name }} &amp; 12 &nbsp; ^",
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
        "{% comment %}Words{% endcomment %}{# words #}",
        '<p class="words here" id="x" name="y" href="/z/">1</p>',
        "<script>let words = 1;</script><style>a { color: red }</style>",
        '<input placeholder="{% translate "Search" %}" value="question" type="radio">',
        '{{ name|default:_("Nobody") }}{{ at|date:"j F Y" }}',
        '{% include "x.html" with size="s" on_top=True %}{% url "forum:home" %}',
        '<meta name="viewport" content="width=device-width">',
    ],
)
def test_the_checker_leaves_alone(source: str) -> None:
    assert templates.bare_words(source) == []
    assert templates.counts_without_plural(source) == []


def test_the_checker_tells_the_line() -> None:
    source = "{% comment %}\n\n{% endcomment %}\n<p>\n{{ x }}</p>\n<b>Here</b>"
    assert templates.bare_words(source) == [(6, "Here")]
    assert templates.bare_words("{{ x }}\n\nHere", is_html=False) == [(3, "Here")]


@pytest.mark.parametrize(
    "source",
    [
        "{% blocktranslate count n=x %}{{ n }} days{% endblocktranslate %}",
        "{% blocktranslate with a=1 n=x %}{{ n }} days{% endblocktranslate %}",
    ],
)
def test_the_checker_misses_a_plural(source: str) -> None:
    assert templates.counts_without_plural(f"\n{source}") == [2]


@pytest.mark.parametrize(
    "source",
    [
        "messages.error(request, 'No')",
        "messages.success(request, f'Hello {name}')",
        "messages.info(request, 'Hello %s' % name)",
        "messages.info(request, 'Hello {}'.format(name))",
        "raise ValidationError('No')",
        "raise ValidationError({'title': 'No'})",
        "raise Refusal('No' if x else _('Yes'))",
        "forms.CharField(label='Name')",
        "forms.CharField(help_text='Your ' + name)",
        "forms.CharField(error_messages={'required': 'Please'})",
        "models.CharField('name', max_length=3)",
        "class Meta:\n    verbose_name = 'thread'",
        "class Kind(TextChoices):\n    A = 'a', 'Apple'",
        "forms.TextInput(attrs={'placeholder': 'Search'})",
        "render(request, 'x.html', {'title': 'Page'})",
        "@admin.display(description='Name')\ndef f(): ...",
    ],
)
def test_the_checker_finds_in_code(source: str) -> None:
    assert code.bare_words(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "messages.error(request, _('No'))",
        "messages.info(request, _('Hello %s') % name)",
        "messages.info(request, ngettext('%(n)d day', '%(n)d days', n) % {'n': n})",
        "raise ValidationError(_('No'), code='no')",
        "raise Refusal(words)",
        "forms.CharField(label=_('Name'), label_suffix='')",
        "models.CharField(_('name'), max_length=3, default='x')",
        "models.ForeignKey('forum.Board', on_delete=x)",
        "class Kind(TextChoices):\n    A = 'a', _('Apple')",
        "log.error('words for operators')",
    ],
)
def test_the_checker_leaves_code_alone(source: str) -> None:
    assert code.bare_words(source) == []


class Shown(HTMLParser):
    """Everything that a reader meets on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "text")
        self.attributes += [value or "" for name, value in attrs if name in templates.SHOWN]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "text")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def untranslated(html: str) -> list[str]:
    """What is left of a page's words when everything between « and » is taken out; a message may
    hold elements and other messages."""
    page = Shown()
    page.feed(html)
    text, before = "\n".join([*page.attributes, *page.words]), ""
    while before != text:
        before, text = text, re.sub("«[^«»]*»", "", text)
    return [" ".join(line.split()) for line in text.splitlines() if templates.has_letters(line)]


@pytest.fixture
def pretend_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every message stands between « and »."""
    real = translation._trans  # type: ignore[attr-defined]
    one, many = real.gettext, real.ngettext
    monkeypatch.setattr(real, "gettext", lambda words: f"«{one(words)}»")
    monkeypatch.setattr(real, "ngettext", lambda a, b, n: f"«{many(a, b, n)}»")
    monkeypatch.setattr(real, "pgettext", lambda context, words: f"«{words}»")


@pytest.mark.django_db
@pytest.mark.usefixtures("pretend_language")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/boards/",
        "/threads/",
        "/ask/",
        "/search/",
        "/search/?q=12",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/nowhere/",
    ],
)
def test_pages_in_another_language_have_no_word_left(client: Client, path: str) -> None:
    html = client.get(path).content.decode()
    assert "«" in html
    # A language is called by its own name in every other.
    same = {settings.SITE_NAME, *dict(settings.LANGUAGES).values()}
    assert [text for text in untranslated(html) if text not in same] == []


def test_the_page_checker_finds() -> None:
    html = '<p title="Bare">«Home «of» them» 12</p><p>Left</p><script>x</script>'
    assert untranslated(html) == ["Bare", "Left"]
