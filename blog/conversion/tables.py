"""Tables: rows of words under a head are one; others are read row by row."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from blog.conversion.runs import Block, Line, Piece, Run, plain, tidy
from blog.conversion.setting import Setting
from blog.conversion.tree import Node

MOST_ROWS, MOST_COLUMNS, CELL_LENGTH, CAPTION_LENGTH = 100, 10, 1_000, 160
Cell = list[Piece]
Read = Callable[[Node], Cell]


def table_of(table: Node, setting: Setting, read: Read) -> list[Piece]:
    """The pieces that say what a table says; `read` gives those of one cell."""
    rows = [_children(row, "td", "th") for row in _rows(table)]
    rows = [row for row in rows if row]
    cells = [[read(cell) for cell in row] for row in rows]
    caption = next((child.text() for child in _children(table, "caption")), "")
    caption = " ".join(caption.split())
    if _is_table(rows, cells):
        return _as_table(cells, caption[:CAPTION_LENGTH])
    if len(rows) > 1 and max(map(len, rows)) > 1:
        setting.lose("table, kept as text", caption or (rows[0][0].text() if rows else ""))
    head: list[Piece] = [Line([Run(caption)])] if caption else []
    for row, read_row in zip(rows, cells, strict=True):
        head += _as_text(row, read_row)
    return head


def _rows(table: Node) -> list[Node]:
    """The rows of this table, not those of one in a cell."""
    parts = _children(table, "thead", "tbody", "tfoot")
    return [row for part in [table, *parts] for row in _children(part, "tr")]


def _children(node: Node, *names: str) -> list[Node]:
    return [c for c in node.children if isinstance(c, Node) and c.name in names]


def _is_table(rows: Sequence[Sequence[Node]], cells: Sequence[Sequence[Cell]]) -> bool:
    """Whether there is a head, every row has as many cells, and each is words alone."""
    if not 2 <= len(rows) <= MOST_ROWS or not 2 <= len(rows[0]) <= MOST_COLUMNS:
        return False
    spans = any({"colspan", "rowspan"} & set(cell.attributes) for row in rows for cell in row)
    named = all(cell.name == "th" for cell in rows[0]) and all(_words(cell) for cell in cells[0])
    if spans or not named or len({len(row) for row in rows}) > 1:
        return False
    flat = [cell for row in cells for cell in row]
    return all(_is_words(cell) and len(_words(cell)) <= CELL_LENGTH for cell in flat)


def _is_words(cell: Cell) -> bool:
    return all(isinstance(piece, Line) for piece in cell)


def _words(cell: Cell) -> str:
    return " ".join(plain(piece.runs) for piece in cell if isinstance(piece, Line))


def _as_table(cells: Sequence[Sequence[Cell]], caption: str) -> list[Piece]:
    """A table, and after it the links of its cells, which hold words alone."""
    rows = [[_words(cell) for cell in row] for row in cells]
    block = Block("table", {"caption": caption, "rows": rows})
    runs = [r for row in cells for c in row for p in c if isinstance(p, Line) for r in p.runs]
    links = [replace(run, text=f"{run.text.strip()} ") for run in runs if run.style.link]
    return [block, *([Line(tidy(_apart(links)))] if links else [])]


def _apart(links: Sequence[Run]) -> list[Run]:
    """Links one after the other, with a sign between them that belongs to none."""
    out: list[Run] = []
    for link in links:
        out += [Run("· "), link] if out else [link]
    return out


def _as_text(row: Sequence[Node], cells: Sequence[Cell]) -> list[Piece]:
    """A row as one line where its cells are words, else what they hold in order."""
    filled = [(node, cell) for node, cell in zip(row, cells, strict=True) if cell]
    if not all(len(cell) == 1 and isinstance(cell[0], Line) for _node, cell in filled):
        return [piece for _node, cell in filled for piece in cell]
    runs: list[Run] = []
    for node, cell in filled:
        line = [run for piece in cell if isinstance(piece, Line) for run in piece.runs]
        bold = node.name == "th"
        line = [replace(r, style=replace(r.style, bold=True)) if bold else r for r in line]
        runs += [Run(" – "), *line] if runs else line
    return [Line(runs)] if runs else []
