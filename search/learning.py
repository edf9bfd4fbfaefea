"""What the page of a search carries about itself, so that it can be told what became of it."""

from dataclasses import asdict, dataclass

from django.core.signing import BadSignature, Signer

# Signed text is longer than the text; more than this is none of ours.
MARK_LENGTH = 4_000
_signer = Signer(salt="search.shown")


@dataclass(frozen=True)
class Shown:
    """What was looked for, and how many hits there were."""

    text: str
    hits: int


def shown_mark(text: str, hits: int) -> str:
    """A mark that only we can make, the same for everybody who is shown the same."""
    return _signer.sign_object(asdict(Shown(text, hits)))


def shown_of(mark: str) -> Shown | None:
    """What a mark says; None for one that we did not make."""
    try:
        return Shown(**_signer.unsign_object(mark[:MARK_LENGTH]))
    except (BadSignature, ValueError, TypeError):
        return None
