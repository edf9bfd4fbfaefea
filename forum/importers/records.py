"""What a source hands to the loader: plain values with outside ids."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from forum.models.replies import IMPORTED_COMMENT_LENGTH
from forum.models.threads import BODY_LENGTH, IMPORTED_TITLE_LENGTH


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote. `key` tells people of one source apart; names need not be unique. A former
    member has left the source and cannot come back to it."""

    key: str
    name: str
    joined: datetime | None = None
    is_former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What threads, replies and comments share. `edited` is None when it never was."""

    what: ClassVar[str]
    source_format: ClassVar[str] = "html"
    cap: ClassVar[int] = BODY_LENGTH

    key: str
    author: Author
    source: str
    at: datetime
    edited: datetime | None = None
    is_deleted: bool = False
    url: str = ""

    def problem(self) -> str:
        """Why it cannot be taken, or ""."""
        if not self.source.strip():
            return "empty"
        if len(self.source) > self.cap:
            return f"longer than {self.cap:,} characters"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThread(Item):
    what: ClassVar[str] = "thread"

    title: str
    language: str = ""
    tags: list[str] = field(default_factory=list)
    locked_reason: str = ""
    me_too: int = 0

    def problem(self) -> str:
        if not self.title:
            return "no title"
        if len(self.title) > IMPORTED_TITLE_LENGTH:
            return f"title longer than {IMPORTED_TITLE_LENGTH} characters"
        return Item.problem(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply(Item):
    what: ClassVar[str] = "reply"

    to: str
    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment(Item):
    """`to` is the id of a thread or of a reply."""

    what: ClassVar[str] = "comment"
    source_format: ClassVar[str] = "markdown"
    cap: ClassVar[int] = IMPORTED_COMMENT_LENGTH

    to: str


@dataclass(frozen=True, slots=True)
class NewVote:
    """Without a voter: sources do not say who voted. `to` as in NewComment."""

    key: str
    to: str
    value: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NewLink:
    """From one thread (or the thread of a reply) to another. `reply`, where it is known, is the
    reply that says so: its author made the link when it was written."""

    key: str
    from_: str
    to: str
    kind: str
    at: datetime | None = None
    reply: str = ""
