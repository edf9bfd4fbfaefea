"""Numbers that come as text: an id, a place, a version."""


def number_in(text: str, *, digits: int = 18) -> int | None:
    """The whole number that `text` says in at most so many plain digits (18 fit into 64 bits); None
    for anything else, also for digits of other scripts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
