"""Where a channel has got to, on a network that hands out pages.

A walk goes page by page from one end of what is new to the other; only when it has come to its end
does the place move from which the next one starts. So whatever ends in the middle goes on where it
was, and nothing between two walks is lost. A walk begins a little before the place where the last one
ended, since messages come late and out of order; what was heard there already is remembered by id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ambassadors.channels.base import Cursor, Heard
from ambassadors.channels.shaping import as_object

# A walk of more pages ends, and says that something was missed.
MOST_PAGES = 500
# So many ids are remembered; of more, some are heard twice, and known by their ids.
MOST_SEEN = 2_000


def _number(value: object) -> int:
    return value if type(value) is int and 0 <= value < 2**63 else 0


@dataclass
class Read:
    """What a page holds, each message with its position; `places` are those of all rows, wanted or
    not."""

    heard: list[tuple[int, Heard]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    hidden: list[tuple[int, str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


@dataclass
class Walk:
    """Positions are whole numbers that grow: milliseconds, or ids. `since` is where the last walk
    ended (0: never), `newest` the furthest that this one has seen, `page` the network's word for the
    next page, `seen` what was heard around those two."""

    overlap: int
    since: int = 0
    newest: int = 0
    page: str = ""
    pages: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    # Whether it was broken off for its length, so that something was missed.
    is_cut: bool = False

    @classmethod
    def of(cls, cursor: Cursor, *, first: int, overlap: int) -> "Walk":
        """The walk that `cursor` describes, else one that begins at `first`."""
        seen, page = as_object(cursor.get("seen")), cursor.get("page")
        since = _number(cursor.get("since")) or first
        return cls(
            overlap=overlap,
            since=since,
            newest=max(_number(cursor.get("newest")), since),
            page=page if isinstance(page, str) else "",
            pages=_number(cursor.get("pages")),
            seen={str(key): _number(place) for key, place in seen.items()},
        )

    @property
    def floor(self) -> int:
        """Where the walk begins, or ends where pages go backward."""
        return max(self.since - self.overlap, 0)

    def fresh(self, found: Iterable[tuple[int, Heard]], *, top: int) -> list[Heard]:
        """Those that were not heard before, each once; the walk notes how far they go. No position
        counts as further than `top`: one wrong clock would hide all that comes after it."""
        new = []
        for place, heard in found:
            edited = f" {heard.edited_at.isoformat()}" if heard.edited_at else ""
            if self.is_new(heard.network_id + edited, place, top=top):
                new.append(heard)
        return new

    def is_new(self, key: str, place: int, *, top: int) -> bool:
        """Whether something at a place was not met before; it is, from now on."""
        self.newest = max(self.newest, min(place, top))
        known = key in self.seen
        self.seen.setdefault(key, place)
        return not known

    def not_said(self, broken: Iterable[str]) -> list[str]:
        """Complaints that were not made before."""
        return [said for said in broken if self.is_new(f"! {said}", self.newest, top=self.newest)]

    def after(self, page: str) -> dict[str, object]:
        """The cursor once this page is done; `page` is the next one's name, "" at the end."""
        self.pages += 1
        self.is_cut = bool(page) and self.pages >= MOST_PAGES
        if not page or self.is_cut:
            self.since, self.page, self.pages = self.newest, "", 0
        else:
            self.page = page
        self._forget()
        return {
            "since": self.since,
            "newest": self.newest,
            "page": self.page,
            "pages": self.pages,
            "seen": self.seen,
        }

    def _forget(self) -> None:
        """Only what another walk may meet is remembered: what lies around its beginning."""
        low, high = self.floor, self.newest - self.overlap
        kept = {
            key: place
            for key, place in self.seen.items()
            if low <= place <= self.since or place >= high
        }
        self.seen = dict(sorted(kept.items(), key=lambda row: row[1])[-MOST_SEEN:])


def all_before(places: Sequence[int], floor: int) -> bool:
    """Whether a page lies before the place where the walk began: whole, since pages come out of
    order."""
    return bool(places) and max(places) < floor
