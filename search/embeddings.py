"""What texts mean, as short vectors: a small model that is optional and never asks the network.

`SEARCH_EMBEDDING` names the model, "" turns it off. Where its package is missing or broken the
search goes on by words alone, and the log says so once. A document's vector is kept beside it as
`dimensions` signed bytes (256), so that a million documents take 256 MB.
"""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

from search.payload import Payload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)
DIMENSIONS = 256
# More of a text than this moves its mean no longer, and costs time.
LOOKED_AT = 3_000
# Weights of a document's parts, tried on the development sets (docs/relevance.md).
TITLE, BODY, ANSWERS = 1.0, 1.0, 0.5
# A token's weight is RARITY / (RARITY + its share of all tokens): the "smooth inverse frequency"
# of Arora, Liang and Ma (ICLR 2017), with their usual constant.
RARITY = 1e-3
COMMON_TOKENS = Path(__file__).with_name("common_tokens.txt")
LARGEST = 127
# Texts that are cut into tokens at once.
BATCH = 64


class Embedding(Protocol):
    """Turns texts into vectors. Safe to use from several threads; never asks the network."""

    name: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row of `dimensions` float32 for each of `texts`, of length 1; a text without any
        known token has a row of zeros."""
        ...


@dataclass(frozen=True)
class Parts:
    """What of a document goes into its vector, as plain text: title, what is asked (or the text of
    a how-to), and the answers, the Solution first."""

    title: str
    body: str = ""
    answers: str = ""


class WordLlama:
    """wordllama's table of token vectors (256 dimensions, MIT), whose weights lie in its package.

    The mean over a text's tokens is weighted by how rare they are, which the package itself does
    not do: without it, "the" says as much about a question as "IMAP"."""

    name = "wordllama"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        """Loads the model, in about half a second; raises ImportError or OSError without it."""
        model = _without_network()
        self._tokenizer = model.tokenizer
        self._tokenizer.no_padding()
        self._table = model.embedding
        self._weights = _token_weights(self._tokenizer, len(self._table))

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """See `Embedding.embed`; of each text the first LOOKED_AT characters are read."""
        import numpy as np

        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), BATCH):
            # Lone surrogates, which the tokenizer would refuse, say nothing.
            read = [
                text[:LOOKED_AT].encode("utf-8", "ignore").decode()
                for text in texts[start : start + BATCH]
            ]
            found = self._tokenizer.encode_batch_fast(read, add_special_tokens=False)
            for row, tokens in enumerate(found, start=start):
                ids = tokens.ids
                if ids:
                    rows[row] = self._weights[ids] @ self._table[ids]
        return unit(rows)


_MODELS: dict[str, type[WordLlama]] = {"wordllama": WordLlama}
_loaded: dict[str, Embedding | None] = {}
_lock = threading.Lock()


def embedding() -> Embedding | None:
    """The model that the site uses, loaded at its first use and once per process; None where it is
    turned off or cannot be loaded, which is logged once."""
    name: str = settings.SEARCH_EMBEDDING
    if not name:
        return None
    if name not in _loaded:
        with _lock:
            if name not in _loaded:
                _loaded[name] = _load(name)
    return _loaded[name]


def _load(name: str) -> Embedding | None:
    try:
        return _MODELS[name]()
    except KeyError:
        reason = f"there is no model of this name (known: {', '.join(_MODELS)})"
    except Exception as problem:
        # Whatever is wrong with an optional package, questions are still answered by words.
        reason = f"{type(problem).__name__}: {problem}"
    log.warning("Search goes without the meaning of texts, by words alone. %s: %s", name, reason)
    return None


def query_vector(model: Embedding, title: str, body: str = "") -> "NDArray[np.float32]":
    """The vector of what somebody looks for: of `title` (or the words of a search) alone, or of it
    and `body` at equal weight, because a long body would drown the title."""
    rows = model.embed([title, f"{title}\n{body}"] if body else [title])
    return unit(rows.sum(axis=0, keepdims=True))[0]


def document_vectors(model: Embedding, documents: Sequence[Parts]) -> list[bytes]:
    """The packed vectors of `documents`, in their order."""
    if not documents:
        return []
    mixed = (
        TITLE * model.embed([one.title for one in documents])
        + BODY * model.embed([one.body for one in documents])
        + ANSWERS * model.embed([one.answers for one in documents])
    )
    return pack(mixed)


def pack(rows: "NDArray[np.float32]") -> list[bytes]:
    """Each row as signed bytes, its largest value as 127; b"" for a row of zeros, which has no
    direction. The length of a vector is not kept: cosines do not ask for it."""
    import numpy as np

    largest = np.abs(rows).max(axis=1, keepdims=True)
    scaled = np.rint(rows / np.where(largest > 0, largest, 1) * LARGEST).astype(np.int8)
    return [
        row.tobytes() if top > 0 else b"" for row, top in zip(scaled, largest[:, 0], strict=True)
    ]


def unpack(packed: Sequence[bytes], dimensions: int = DIMENSIONS) -> "NDArray[np.float32]":
    """Rows of length 1 out of packed vectors; zeros where one has not `dimensions` bytes: it is
    missing, or another model made it."""
    import numpy as np

    nothing = bytes(dimensions)
    whole = b"".join(one if len(one) == dimensions else nothing for one in packed)
    rows = np.frombuffer(whole, np.int8).reshape(len(packed), dimensions)
    return unit(rows.astype(np.float32))


def cosines(vector: "NDArray[np.float32]", packed: Sequence[bytes]) -> list[float | None]:
    """How near each packed vector is to `vector` (of length 1): -1 to 1, None where there is
    none to compare."""
    near = unpack(packed, len(vector)) @ vector
    return [
        float(value) if len(one) == len(vector) else None
        for one, value in zip(packed, near, strict=True)
    ]


def likeness(text: str, payload: bytes) -> int:
    """How near in meaning a document is to `text`, in thousandths from 0 to 1000; `payload` is
    what the index keeps of it (search.payload). 0 where nobody can tell."""
    packed = Payload.unpack(payload).vector
    model = embedding() if packed else None
    if model is None:
        return 0
    near = cosines(query_vector(model, *text.split("\n", 1)), [packed])[0]
    return round(1000 * max(near or 0.0, 0.0))


def unit(rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """`rows` scaled to length 1; rows of zeros stay."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _without_network() -> Any:
    """wordllama's model from its own package folder, and nothing else: no download where a file is
    missing, no line of its own in the log's settings."""
    # Forked workers would wait for each other; and what a library may try, it does not.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        import wordllama
    finally:
        # Its import calls logging.basicConfig, which would make every library talk.
        root.handlers[:] = handlers
        root.setLevel(level)
    # Its search for files takes "the cache" for the folder that holds weights and tokenizers.
    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(dim=DIMENSIONS, cache_dir=folder, disable_download=True)


def _token_weights(tokenizer: Any, size: int) -> "NDArray[np.float32]":
    """The weight of each of `size` tokens, 1 for those that COMMON_TOKENS does not name."""
    import numpy as np

    weights = np.ones(size, np.float32)
    for line in COMMON_TOKENS.read_text(encoding="utf-8").splitlines()[2:]:
        words = line.split()
        for token, count in zip(words[::2], words[1::2], strict=True):
            number = tokenizer.token_to_id(token)
            if number is not None:
                weights[number] = RARITY / (RARITY + int(count) / 1e6)
    return weights
