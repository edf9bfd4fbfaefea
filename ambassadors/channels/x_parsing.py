"""What X says, read: posts with what is included beside them, lines of its streams, and lines of its
compliance files. All payloads are of X API v2 (docs.x.com, 2026-08-22)."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ambassadors.channels.base import Heard, Vanished
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_objects,
    as_text,
    as_time,
    from_millis,
    shaped,
)
from ambassadors.enums import Gone, Network

# Ids hold the time since this moment, from the bit 22 on; those before 2010-11-04 do not.
EPOCH, TIME_BITS, FIRST_TIMED = 1_288_834_974_657, 22, 29_700_859_247
DIGITS = re.compile(r"[0-9]{1,19}")
REASONS = {
    "deleted": Gone.DELETED,
    "deactivated": Gone.DELETED,
    "protected": Gone.PROTECTED,
    "suspended": Gone.SUSPENDED,
    "tweet_edited": Gone.EDITED,
    "withheld": Gone.WITHHELD,
}
# Events of the compliance streams; those that undo one say nothing: what is gone stays gone here.
POST_EVENTS = {
    "delete": Gone.DELETED,
    "drop": Gone.DELETED,
    "withheld": Gone.WITHHELD,
    "tweet_edit": Gone.EDITED,
}
USER_EVENTS = {
    "user_delete": Gone.DELETED,
    "user_protect": Gone.PROTECTED,
    "user_suspend": Gone.SUSPENDED,
    "user_withheld": Gone.WITHHELD,
}


@dataclass
class Read:
    """What a payload holds."""

    heard: list[Heard] = field(default_factory=list)
    vanished: list[Vanished] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def millis_in(post_id: str) -> int:
    """The time in a post's id, in milliseconds; 0 where it holds none."""
    number = int(post_id) if DIGITS.fullmatch(post_id) else 0
    return (number >> TIME_BITS) + EPOCH if number >= FIRST_TIMED else 0


def id_at(millis: int) -> int:
    """The least id of a post that is written at a time."""
    return max(millis - EPOCH, 0) << TIME_BITS


def is_post(row: Object) -> bool:
    """Whether an object is a post: users, lists and rules have no text, a private message has a kind."""
    return isinstance(row.get("text"), str) and bool(row.get("id")) and "event_type" not in row


def read_page(payload: Object, *, handle: str, me: str, at: datetime) -> Read:
    """The posts of an answer, of a line of the filtered stream, or one post as twarc flattens it.
    `handle` and `me` are our own account's name and id."""
    data = payload.get("data", payload)
    rows = as_objects(data) if isinstance(data, list) else [as_object(data)]
    includes = as_object(payload.get("includes"))
    users = {as_id(user.get("id")): user for user in as_objects(includes.get("users"))}
    posts = {as_id(post.get("id")): post for post in as_objects(includes.get("tweets"))}
    read = Read()
    for row in filter(is_post, rows):
        _read_post(row, _Beside(users, posts, handle.lower().lstrip("@"), me), read, at)
    return read


@dataclass(frozen=True)
class _Beside:
    """What stands beside the posts of a page, and who we are."""

    users: Mapping[str, Object]
    posts: Mapping[str, Object]
    handle: str
    me: str

    def author_of(self, row: Object) -> Object:
        return as_object(row.get("author")) or self.users.get(as_id(row.get("author_id")), {})


def _read_post(row: Object, beside: _Beside, read: Read, at: datetime) -> None:
    network_id = as_id(row.get("id"))
    author = beside.author_of(row)
    written_at = as_time(row.get("created_at")) or _time_in(network_id)
    for earlier in _earlier(row, network_id):
        read.vanished.append(Vanished(Network.X, Gone.EDITED, at, earlier))
    why = _hidden(row, author)
    if why:
        read.vanished.append(Vanished(Network.X, why, at, network_id))
        return
    heard = _shape(row, author, written_at, beside, at)
    if heard is None:
        read.broken.append(f"a post without an id or a time ({network_id[:30]})")
    else:
        read.heard.append(heard)


def _shape(
    row: Object, author: Object, written_at: datetime | None, beside: _Beside, at: datetime
) -> Heard | None:
    author_id = as_id(row.get("author_id")) or as_id(author.get("id"))
    handle = as_text(author.get("username"))
    referenced = {
        as_text(other.get("type")): as_id(other.get("id"))
        for other in as_objects(row.get("referenced_tweets"))
    }
    metrics = as_object(row.get("public_metrics"))
    network_id = as_id(row.get("id"))
    name = handle if re.fullmatch(r"\w{1,50}", handle, re.ASCII) else "i"
    return shaped(
        Network.X,
        at=at,
        network_id=network_id,
        author=author_id,
        handle=handle,
        name=author.get("name"),
        text=_text(row),
        published_at=written_at,
        edited_at=written_at if any(_earlier(row, network_id)) else None,
        followers=_followers(author),
        url=f"https://x.com/{name}/status/{network_id}",
        language=row.get("lang"),
        conversation=row.get("conversation_id"),
        reply_to=referenced.get("replied_to", ""),
        reposts=as_count(metrics.get("retweet_count")),
        is_repost="retweeted" in referenced,
        is_own=_is_us(beside, author_id, handle),
        is_summons="retweeted" not in referenced and _names_us(row, beside),
    )


def _text(row: Object) -> str:
    """A long post has its whole text beside the short one. X escapes &, < and > in texts."""
    long = as_object(row.get("note_tweet")).get("text")
    return html.unescape(as_text(long) or as_text(row.get("text")))


def _time_in(network_id: str) -> datetime | None:
    millis = millis_in(network_id)
    return from_millis(millis) if millis else None


def _earlier(row: Object, network_id: str) -> Iterator[str]:
    """The ids of a post before it was edited into this one."""
    history = row.get("edit_history_tweet_ids")
    ids = [as_id(one) for one in history] if isinstance(history, list) else []
    if network_id in ids:
        yield from (one for one in ids[: ids.index(network_id)] if one)


def _hidden(row: Object, author: Object) -> Gone | None:
    """Why a post may not be shown although it came: withheld anywhere is withheld here."""
    if row.get("withheld") or author.get("withheld"):
        return Gone.WITHHELD
    return Gone.PROTECTED if author.get("protected") is True else None


def _followers(author: Object) -> int | None:
    metrics = as_object(author.get("public_metrics"))
    return as_count(metrics["followers_count"]) if "followers_count" in metrics else None


def _is_us(beside: _Beside, author_id: str, handle: str) -> bool:
    named = bool(beside.handle) and handle.lower() == beside.handle
    return named or (bool(beside.me) and author_id == beside.me)


def _names_us(row: Object, beside: _Beside) -> bool:
    """Whether its author named or quoted us: only then may a program answer."""
    entities = as_object(row.get("entities"))
    for mention in as_objects(entities.get("mentions")):
        if _is_us(beside, as_id(mention.get("id")), as_text(mention.get("username"))):
            return True
    for other in as_objects(row.get("referenced_tweets")):
        quoted = beside.posts.get(as_id(other.get("id")), other)
        author = beside.author_of(quoted)
        is_ours = _is_us(beside, as_id(quoted.get("author_id")), as_text(author.get("username")))
        if other.get("type") == "quoted" and is_ours:
            return True
    ours = rf"https?://(?:www\.)?(?:x|twitter)\.com/{re.escape(beside.handle)}/status/"
    urls = [as_text(url.get("expanded_url")) for url in as_objects(entities.get("urls"))]
    return bool(beside.handle) and any(re.match(ours, url, re.IGNORECASE) for url in urls)


def read_compliance(row: Object, *, of_users: bool, at: datetime) -> Read:
    """A line of a compliance job's results; jobs of posts and of users give lines of one shape."""
    network_id, reason = as_id(row.get("id")), as_text(row.get("reason"))
    if row.get("action") == "scrub_geo":
        return Read()
    why = REASONS.get(reason) or (Gone.DELETED if row.get("action") == "delete" else None)
    if not DIGITS.fullmatch(network_id) or why is None:
        return Read(broken=[f"a line of compliance that says nothing known ({reason[:30]})"])
    return Read(
        vanished=[_vanished(why, as_time(row.get("redacted_at")), at, network_id, of_users)]
    )


def read_event(row: Object, *, at: datetime) -> Read | None:
    """An event of the compliance streams or of the activity stream; None for what is none."""
    data = as_object(row.get("data"))
    if "event_type" in data:
        return _read_activity(data, at)
    for name, event in data.items():
        if not isinstance(event, dict) or "event_at" not in event:
            continue
        why, of_users = POST_EVENTS.get(name) or USER_EVENTS.get(name), name in USER_EVENTS
        about = as_object(event.get("user" if of_users else "tweet"))
        if why is None:
            return Read()
        network_id = as_id(about.get("id"))
        if not DIGITS.fullmatch(network_id):
            return Read(broken=[f"an event without an id ({name[:30]})"])
        happened = as_time(event["event_at"])
        return Read(vanished=[_vanished(why, happened, at, network_id, of_users)])
    return None


def _read_activity(data: Object, at: datetime) -> Read:
    """`post.delete`; of the others nothing is wanted. Without the post's own id nothing is done:
    an account's deletion of one post is not that of all."""
    if data.get("event_type") != "post.delete":
        return Read()
    payload = as_object(data.get("payload"))
    found = [as_id(payload.get(key)) for key in ("id", "post_id", "tweet_id")]
    network_id = next((one for one in found if DIGITS.fullmatch(one)), "")
    if not network_id:
        return Read(broken=["a deletion that does not say of what"])
    return Read(vanished=[Vanished(Network.X, Gone.DELETED, at, network_id)])


def _vanished(
    why: Gone, happened: datetime | None, at: datetime, network_id: str, of_users: bool
) -> Vanished:
    # An edited post has another id: whenever the old one was heard, it is out of date.
    when = at if why == Gone.EDITED else min(happened or at, at)
    if of_users:
        return Vanished(Network.X, why, when, author=network_id)
    return Vanished(Network.X, why, when, network_id=network_id)
