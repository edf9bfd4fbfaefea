"""The catalogues of words: what the code and the templates say, gathered into locale/.

`python -m config.messages` (make messages) gathers, keeps every translation that is there, and
compiles. It needs Babel and no gettext tools. How a template tag names a message is asked of
Django's own templatize; in Python a message is a gettext call with literals.
"""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
ROOMS = ("accounts", "reputation", "forum", "blog", "search", "ambassadors", "config")
# What operators read on a terminal stays English; migrations repeat the words of models.
NOT_SHOWN = frozenset({"migrations", "management", "bench", "seed", "ci", "settings"})
PLURAL = frozenset({"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"})
IN_CONTEXT = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
NAMES = PLURAL | IN_CONTEXT | {"_", "gettext", "gettext_lazy", "gettext_noop"}
_WORDS = r"""\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*"""
IN_TEMPLATE = re.compile(
    rf" (npgettext|pgettext|ngettext|gettext|_)\({_WORDS}(?:,{_WORDS})?(?:,{_WORDS})?"
)
# Files that hold the same words are the same bytes, whenever they are made.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Message:
    """One thing that is said: its context, its words, and the words of its plural."""

    context: str
    words: str
    plural: str = ""


def _message(name: str, words: list[str]) -> Message | None:
    """What a gettext call with these literals says; None when they are too few for it."""
    context = words.pop(0) if name in IN_CONTEXT and words else ""
    wanted = 2 if name in PLURAL else 1
    return Message(context, *words[:wanted]) if len(words) >= wanted else None


def in_code(source: str) -> Iterator[Message]:
    """Messages of a Python file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [word for word in words if isinstance(word, str)]
        if name in NAMES and (found := _message(name, texts)):
            yield found


def in_template(source: str) -> Iterator[Message]:
    """Messages of a template."""
    from django.utils.translation.template import templatize

    for name, *literals in IN_TEMPLATE.findall(templatize(source)):
        words = [ast.literal_eval(literal) for literal in literals if literal]
        if found := _message(name, words):
            yield found


def template_files() -> list[Path]:
    """Every template of ours."""
    found = (ROOT / "templates").rglob("*")
    return sorted(path for path in found if path.suffix in (".html", ".txt"))


def code_files() -> list[Path]:
    """Every module whose words people read."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if not set(path.parts) & NOT_SHOWN)


def gather(paths: Iterable[Path]) -> dict[Message, list[str]]:
    """What these files say, and in which of them each thing is said."""
    found: dict[Message, list[str]] = {}
    for path in paths:
        read = in_code if path.suffix == ".py" else in_template
        for message in read(path.read_text(encoding="utf-8")):
            places = found.setdefault(message, [])
            if (place := path.relative_to(ROOT).as_posix()) not in places:
                places.append(place)
    return found


def po_file(language: str) -> Path:
    """Where the words of a language stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands in its file; empty without one."""
    path = po_file(language)
    text = path.read_bytes() if path.exists() else b""
    catalog = read_po(io.BytesIO(text), locale=language, domain="django")
    catalog.project, catalog.version = "Embassy", "1"
    catalog.header_comment, catalog.fuzzy = f"# Embassy in {catalog.locale.english_name}.", False
    catalog.creation_date = catalog.revision_date = NO_TIME
    return catalog


def compiled(language: str) -> bytes:
    """What the .mo file of a language has to be."""
    made = io.BytesIO()
    write_mo(made, read(language))
    return made.getvalue()


def template_of(found: dict[Message, list[str]]) -> Catalog:
    """A catalogue of everything that is said, without translations."""
    catalog = Catalog(domain="django")
    for message, places in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        words = (message.words, message.plural) if message.plural else message.words
        catalog.add(
            words, locations=[(place, 0) for place in places], context=message.context or None
        )
    return catalog


def renew(language: str, found: dict[Message, list[str]]) -> None:
    """Bring a language's files up to `found`: translations stay, new words come without one, and
    what nobody says any more is kept at the end of the file, in case it is said again."""
    catalog = read(language)
    for gone in list(catalog.obsolete.values()):
        catalog.add(gone.id, gone.string, context=gone.context)
    catalog.obsolete.clear()
    catalog.update(template_of(found), no_fuzzy_matching=True)
    catalog.creation_date = catalog.revision_date = NO_TIME
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = io.BytesIO()
    write_po(made, catalog, width=100, include_lineno=False)
    path.write_bytes(made.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(language))


def main() -> None:
    """Renew every language but the one that the code speaks."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    from django.conf import settings

    found = gather([*code_files(), *template_files()])
    for language, _name in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            renew(language, found)


if __name__ == "__main__":
    main()
