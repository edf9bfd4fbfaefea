"""The shape of the house (docs/map.md): doors open downward, rooms stay small, no hidden effects."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).resolve().parent.parent
# From the top of the house to its ground: a room may know those after it.
ROOMS = ("config", "ambassadors", "search", "blog", "forum", "reputation", "accounts")
FILE_CEILING, FUNCTION_CEILING, VIEW_CEILING = 400, 30, 25
# Long by nature, with the reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
ORM_SIGNALS = frozenset(
    [
        "pre_save",
        "post_save",
        "pre_delete",
        "post_delete",
        "m2m_changed",
        "pre_init",
        "post_init",
        "class_prepared",
        "pre_migrate",
        "post_migrate",
    ]
)


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=name_of(path))


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end; signatures do not count."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def upward(room: str) -> frozenset[str]:
    return frozenset(ROOMS[: ROOMS.index(room)])


def test_no_upward_import() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_upward_name_in_strings() -> None:
    """A dotted name in a string is an import too: get_model, import_string, task names."""
    found = []
    for path in sources():
        room = path.relative_to(ROOT).parts[0]
        above = tuple(f"{other}." for other in upward(room))
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if text.startswith(above) and " " not in text and text.isascii():
                    found.append(f"{name_of(path)}:{node.lineno} {text}")
    assert found == []


LOOK_UPS = frozenset({"get_model", "get_app_config", "get_by_natural_key", "import_string"})


def looked_up(call: ast.Call) -> Iterator[str]:
    """The strings with which a call finds a model, an app or a content type."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    named = [word.value for word in call.keywords if word.arg == "app_label"]
    for node in [*named, *(call.args if name in LOOK_UPS else [])]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.partition(".")[0]


def test_no_upward_look_up() -> None:
    """Asking for another room's model by the room's name is an import too."""
    found = []
    for path in sources():
        above = upward(path.relative_to(ROOT).parts[0])
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and above & set(looked_up(node)):
                found.append(f"{name_of(path)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'apps.get_model("forum", "Thread")',
        'apps.get_model("forum.Thread")',
        'ContentType.objects.get(app_label="forum")',
        'ContentType.objects.get_by_natural_key("forum", "thread")',
        'import_string("forum.models.Thread")',
    ],
)
def test_looked_up_sees(source: str) -> None:
    assert "forum" in {
        w for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) for w in looked_up(n)
    }


def test_no_upward_template_tags() -> None:
    """A template of a room loads only libraries of its own room and those below."""
    homes = {
        path.stem: room
        for room in ROOMS
        for path in (ROOT / room / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        room = path.relative_to(ROOT / "templates").parts[0]
        if room not in ROOMS:
            continue
        for line in path.read_text().split("{% load ")[1:]:
            for library in line.split("%}")[0].split():
                if homes.get(library) in upward(room):
                    found.append(f"{name_of(path)} loads {library}")
    assert found == []


def test_no_upward_foreign_key() -> None:
    found = []
    for model in apps.get_models(include_auto_created=True):
        room = model._meta.app_label
        if room not in ROOMS:
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if isinstance(field, ForeignKey | ManyToManyField):
                other = field.related_model
                if not isinstance(other, str) and other._meta.app_label in upward(room):
                    found.append(f"{model.__name__}.{field.name}")
    assert found == []


def test_files_under_their_ceiling() -> None:
    long = {
        name_of(path): length
        for path in [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]
        if (length := len(path.read_text().splitlines())) > FILE_CEILING
    }
    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) - set(long) == set()


def test_functions_under_their_ceiling() -> None:
    long = {}
    for path in sources():
        room_part = path.relative_to(ROOT).parts[1]
        ceiling = VIEW_CEILING if room_part.startswith("views") else FUNCTION_CEILING
        for function in functions_of(tree_of(path)):
            if body_length(function) > ceiling:
                long[f"{name_of(path)}:{function.name}"] = body_length(function)
    assert {name: n for name, n in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) - set(long) == set()


def test_no_orm_signal_receivers() -> None:
    found = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            found += [f"{name_of(path)}: {name}" for name in orm_signals_of(node)]
    # The one that is allowed: the ledger's triggers are installed again after every migration.
    assert found == ["reputation/apps.py: post_migrate"]


def orm_signals_of(node: ast.AST) -> list[str]:
    """The signals of the ORM that a piece of code imports or reaches for."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db"):
        return [name.name for name in node.names if name.name in ORM_SIGNALS]
    return [node.attr] if isinstance(node, ast.Attribute) and node.attr in ORM_SIGNALS else []


@pytest.mark.parametrize(
    "source", ["from django.db.models.signals import post_save", "signals.post_save.connect(f)"]
)
def test_orm_signals_of_sees(source: str) -> None:
    assert [name for node in ast.walk(ast.parse(source)) for name in orm_signals_of(node)] == [
        "post_save"
    ]


def test_no_logic_in_save() -> None:
    found = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                names = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                if {"save", "delete"} & names and "models" in name_of(path):
                    found.append(f"{name_of(path)}:{node.name}")
    assert found == []


def test_every_room_is_installed() -> None:
    assert [room for room in ROOMS if not apps.is_installed(room)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_in_isolation_order(room: str) -> None:
    """Each room's package stands at the top level and is named after itself."""
    assert (ROOT / room / "__init__.py").is_file()
    assert apps.get_app_config(room).name == room


def test_dark_tokens_are_equal() -> None:
    """The two dark blocks of tokens.css (the device's choice and the member's) stay the same."""
    css = (ROOT / "static/css/tokens.css").read_text()
    blocks = [part.split("}")[0] for part in css.split("color-scheme: dark;")[1:]]
    assert len(blocks) == 2
    assert blocks[0].split() == blocks[1].split()
