"""Lists inside a text. What a list cannot hold stands between its entries, or after it."""

from collections.abc import Iterable, Sequence

from blog.conversion.runs import BREAK, Entry, Line, Listing, Piece


def listed(is_ordered: bool, items: Iterable[Sequence[Piece]]) -> list[Piece]:
    """A list of what its entries hold. A list without numbers is interrupted by a picture, a note
    or code of an entry; one with numbers would count anew, so there they come after it."""
    out: list[Piece] = []
    listing, after = Listing(is_ordered, []), list[Piece]()
    for pieces in items:
        begun = Entry([])
        listing.entries.append(begun)
        entry: Entry | None = begun
        for piece in pieces:
            if entry is not None and _takes(entry, piece, is_ordered):
                continue
            if is_ordered:
                after.append(piece)
                continue
            if entry is not None:
                out.append(listing)
                listing, entry = Listing(False, []), None
            out.append(piece)
    return [*out, listing, *after]


def _takes(entry: Entry, piece: Piece, is_ordered: bool) -> bool:
    """Put a piece into an entry, where it can stand there without a change of order."""
    if isinstance(piece, Listing):
        entry.lists.append(piece)
        return True
    if isinstance(piece, Line) and (is_ordered or not entry.lists):
        entry.runs += [BREAK, *piece.runs] if entry.runs else piece.runs
        return True
    return False
