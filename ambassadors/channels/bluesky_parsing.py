"""What Bluesky says, read: posts as app.bsky.feed.defs#postView and listNotifications give them, and
events of a Jetstream. Lexicons: github.com/bluesky-social/atproto, lexicons/, read 2026-11-27."""

import hashlib
import re
from datetime import datetime

from ambassadors.channels.base import Heard, Vanished
from ambassadors.channels.lengths import links_in
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_objects,
    as_text,
    as_time,
    from_millis,
    millis_of,
    shaped,
)
from ambassadors.channels.walking import Read
from ambassadors.enums import Gone, Network

POSTS = "app.bsky.feed.post"
# Notifications that somebody wrote to us or about us; of these, the network lets us answer.
TOLD = ("mention", "reply", "quote")
# Who says this wants to be seen by signed-in members of Bluesky alone.
NOT_FOR_ALL = "!no-unauthenticated"
URI = re.compile(r"at://(did:[a-z]+:[\w.:%-]+)/([a-zA-Z0-9.-]+)/([\w.~:-]+)", re.ASCII)
HANDLE = re.compile(r"(?<![\w@])@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})", re.IGNORECASE)
TAG = re.compile(r"(?<![\w#])#([^\W\d_]\w*)")
BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
# Record keys of ours hold a time, as the lexicon asks; one of the past that the key itself decides.
KEY_SINCE, KEY_SPAN = 1_672_531_200_000_000, 63_000_000_000_000
STATES = {"deleted": Gone.DELETED, "takendown": Gone.SUSPENDED, "suspended": Gone.SUSPENDED}


def read_posts(rows: list[Object], *, me: str, at: datetime) -> Read:
    """Posts that a search found."""
    read = Read()
    for row in rows:
        _read(row, read, me, at, is_summons=_names(row, me))
    return read


def read_notifications(rows: list[Object], *, me: str, at: datetime) -> Read:
    """Posts that we were told of; likes, reposts and followers are passed over."""
    read = Read()
    for row in rows:
        if row.get("reason") in TOLD:
            # They come in the order in which Bluesky had them, whatever their authors' clocks say.
            _read(row, read, me, at, came=as_time(row.get("indexedAt")), is_summons=True)
        elif found := as_time(row.get("indexedAt")):
            read.places.append(millis_of(found))
    return read


def _read(
    view: Object,
    read: Read,
    me: str,
    at: datetime,
    *,
    is_summons: bool,
    came: datetime | None = None,
) -> None:
    written = _sorted_at(view)
    if written is None:
        read.broken.append(f"a post without a time ({as_text(view.get('uri'))[:80]})")
        return
    place = millis_of(came or written)
    read.places.append(place)
    if _is_hidden(view):
        read.hidden.append((place, as_id(view.get("uri"))))
        return
    heard = _shape(view, written, me, at, is_summons)
    if heard is None:
        read.broken.append(f"a post without an address ({as_text(view.get('uri'))[:80]})")
    else:
        read.heard.append((place, heard))


def _sorted_at(view: Object) -> datetime | None:
    """What Bluesky sorts by: the author's own clock, and never later than it came."""
    came = as_time(view.get("indexedAt"))
    written = as_time(as_object(view.get("record")).get("createdAt"))
    return min(came, written) if came and written else came or written


def _is_hidden(view: Object) -> bool:
    author = as_object(view.get("author"))
    labels = [*as_objects(author.get("labels")), *as_objects(view.get("labels"))]
    return any(row.get("val") == NOT_FOR_ALL and not row.get("neg") for row in labels)


def _shape(view: Object, place: datetime, me: str, at: datetime, is_summons: bool) -> Heard | None:
    uri = as_id(view.get("uri"))
    found = URI.fullmatch(uri)
    if not found:
        return None
    author, record = as_object(view.get("author")), as_object(view.get("record"))
    reply = as_object(record.get("reply"))
    langs = record.get("langs")
    did = as_id(author.get("did")) or found[1]
    return shaped(
        Network.BLUESKY,
        at=at,
        network_id=uri,
        author=did,
        handle=author.get("handle"),
        name=author.get("displayName"),
        text=record.get("text"),
        published_at=place,
        url=f"https://bsky.app/profile/{did}/post/{found[3]}",
        language=langs[0] if isinstance(langs, list) and langs else "",
        conversation=as_id(as_object(reply.get("root")).get("uri")) or uri,
        reply_to=as_object(reply.get("parent")).get("uri"),
        reposts=as_count(view.get("repostCount")),
        is_bot=any(row.get("val") == "bot" for row in as_objects(author.get("labels"))),
        is_own=bool(me) and did == me,
        is_summons=is_summons,
    )


def _names(view: Object, me: str) -> bool:
    """Whether a post names or quotes us, or answers us."""
    record = as_object(view.get("record"))
    features = [
        as_text(feature.get("did"))
        for facet in as_objects(record.get("facets"))
        for feature in as_objects(facet.get("features"))
    ]
    parent = as_object(as_object(record.get("reply")).get("parent"))
    embed = as_object(as_object(record.get("embed")).get("record"))
    quoted = as_object(embed.get("record")) or embed
    uris = [as_text(parent.get("uri")), as_text(quoted.get("uri"))]
    return bool(me) and (me in features or any(uri.startswith(f"at://{me}/") for uri in uris))


def read_event(row: Object, *, at: datetime) -> list[Vanished] | None:
    """A Jetstream event: a post's deletion or change, an account that is closed; [] for any other
    event, None for what is no event."""
    did, micros = as_id(row.get("did")), row.get("time_us")
    if not did or row.get("kind") not in ("commit", "account", "identity"):
        return None
    happened = min(from_millis(micros // 1000), at) if type(micros) is int else at
    commit, account = as_object(row.get("commit")), as_object(row.get("account"))
    operation = commit.get("operation")
    if commit.get("collection") == POSTS and operation in ("delete", "update"):
        uri = as_id(f"at://{did}/{POSTS}/{as_text(commit.get('rkey'))}")
        why = Gone.DELETED if operation == "delete" else Gone.EDITED
        return [Vanished(Network.BLUESKY, why, happened, uri)] if URI.fullmatch(uri) else None
    if row["kind"] == "account" and account.get("active") is False:
        # Closed for a while is closed: what may be shown again later is not kept for that.
        state = STATES.get(as_text(account.get("status")), Gone.PROTECTED)
        return [Vanished(Network.BLUESKY, state, happened, author=did)]
    return []


def record_key(key: str) -> str:
    """The record key (a TID) that belongs to a key of ours: the same one at every try."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:10])
    micros = KEY_SINCE + (number >> 10) % KEY_SPAN
    value = micros << 10 | number & 1023
    return "".join(BASE32[value >> shift & 31] for shift in range(60, -1, -5))


def facets_of(text: str, dids: dict[str, str]) -> list[dict[str, object]]:
    """What in a text is a link, a name or a tag, by places in its UTF-8. `dids` says whose the
    names are; a name that is nobody's stays text."""
    found: list[tuple[int, int, dict[str, str]]] = []
    for begins, ends in links_in(text):
        if text[begins - 1 : begins] != "@":
            link = text[begins:ends]
            uri = link if "://" in link else f"https://{link}"
            found.append((begins, ends, {"$type": "app.bsky.richtext.facet#link", "uri": uri}))
    for name in HANDLE.finditer(text):
        if did := dids.get(name[1].lower()):
            what = {"$type": "app.bsky.richtext.facet#mention", "did": did}
            found.append((name.start(), name.end(), what))
    for tag in TAG.finditer(text):
        if not any(begins <= tag.start() < ends for begins, ends, _ in found):
            what = {"$type": "app.bsky.richtext.facet#tag", "tag": tag[1]}
            found.append((tag.start(), tag.end(), what))
    return [
        {
            "index": {
                "byteStart": len(text[:begins].encode()),
                "byteEnd": len(text[:ends].encode()),
            },
            "features": [what],
        }
        for begins, ends, what in sorted(found, key=lambda row: row[0])
    ]
