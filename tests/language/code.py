"""Finds words in Python code that would be shown to people untranslated."""

import ast
from collections.abc import Iterator

# Calls whose words people read. Http404 is not among them: our page for it has words of its own.
SAID = frozenset({"ValidationError", "Refusal", "PermissionDenied", "SuspiciousOperation"})
MESSAGES = frozenset({"debug", "info", "success", "warning", "error", "add_message"})
SHOWN_KEYWORDS = frozenset(
    {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "description"}
)
SHOWN_NAMES = frozenset({"verbose_name", "verbose_name_plural", "short_description"})
SHOWN_KEYS = frozenset({"placeholder", "title", "aria-label"})
RELATIONS = frozenset(
    {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalManyToManyField", "ParentalKey"}
)
CHOICES = frozenset({"TextChoices", "IntegerChoices", "Choices"})


def is_bare(node: ast.expr | None) -> bool:
    """Whether the expression is a literal with letters in it, whole or in pieces."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(sign.isalpha() for sign in node.value)
    if isinstance(node, ast.JoinedStr):
        return any(is_bare(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return is_bare(node.left) or (isinstance(node.op, ast.Add) and is_bare(node.right))
    if isinstance(node, ast.List | ast.Tuple):
        return any(is_bare(part) for part in node.elts)
    if isinstance(node, ast.Dict):
        return any(is_bare(part) for part in node.values)
    if isinstance(node, ast.IfExp):
        return is_bare(node.body) or is_bare(node.orelse)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr == "format" and is_bare(node.func.value)
    return False


def bare_words(source: str) -> list[tuple[int, str]]:
    """Literals that people would read and no translator sees: line and what was meant by them."""
    return sorted(set(_faults(ast.parse(source))))


def _faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                name = getattr(target, "id", getattr(target, "attr", ""))
                if name in SHOWN_NAMES and is_bare(node.value):
                    yield node.lineno, name
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in SHOWN_KEYS and is_bare(value):
                    yield value.lineno, str(key.value)


def _of_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    owner, name = _named(node.func)
    if name in SAID and any(is_bare(arg) for arg in node.args):
        yield node.lineno, name
    if owner == "messages" and name in MESSAGES and any(is_bare(arg) for arg in node.args):
        yield node.lineno, f"messages.{name}"
    if name.endswith("Field") and name not in RELATIONS and node.args and is_bare(node.args[0]):
        yield node.lineno, name
    for keyword in node.keywords:
        shown = keyword.arg in SHOWN_KEYWORDS or keyword.arg == "error_messages"
        if shown and is_bare(keyword.value):
            yield keyword.value.lineno, str(keyword.arg)


def _of_class(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    if not {_named(base)[1] for base in node.bases} & CHOICES:
        return
    for line in node.body:
        value = line.value if isinstance(line, ast.Assign) else None
        if isinstance(value, ast.Tuple) and len(value.elts) > 1 and is_bare(value.elts[-1]):
            yield line.lineno, node.name


def _named(node: ast.expr) -> tuple[str, str]:
    """`messages.error` → ("messages", "error"); `Refusal` → ("", "Refusal")."""
    if isinstance(node, ast.Attribute):
        return getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr
    return "", getattr(node, "id", "")
