"""Likeness by meaning."""


def likeness(text: str, payload: bytes) -> int:
    """In thousandths."""
    return 0
