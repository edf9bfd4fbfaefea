"""Documents without a database, for tests of engines."""

from typing import Any

from search.documents import Document
from search.engines.base import Clause, Engine, Plan


def document(key: str, title: str = "kettle", *, audience: str = "", **more: Any) -> Document:
    """A document whose other texts are filled too, so that every engine counts their lengths alike."""
    fields = {
        "prefixes": title,
        "question": "it is loud",
        "solution": "descale it",
        "answers": "same here",
        "codes": "",
        "marks": ("board:1",),
        "created": 1_000,
        "active": 1_000,
        "helpful": 0,
        "is_solved": False,
        "is_recommended": False,
        "gist": title,
    }
    return Document(key=key, audience=audience, title=title, **{**fields, **more})


def put(engine: Engine, *documents: Document, version: int = 1, gone: tuple[str, ...] = ()) -> None:
    """Write to the generation "one", with nothing refused."""
    assert engine.write("one", documents, gone, version) == {}


def word(*texts: str, **more: Any) -> Clause:
    """A clause for words, or for a phrase where a text has blanks."""
    return Clause(tuple(tuple(text.split()) for text in texts), **more)


def keys(engine: Engine, plan: Plan | Clause, audience: str = "") -> list[str]:
    """Keys in the order in which they are found."""
    plan = plan if isinstance(plan, Plan) else Plan((plan,))
    found = engine.find(audience, plan)
    assert found.total == len(found.hits)
    return [hit.key for hit in found.hits]
