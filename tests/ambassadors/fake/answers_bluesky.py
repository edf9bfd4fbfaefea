"""Bluesky by its lexicons (github.com/bluesky-social/atproto, lexicons/, read 2026-11-27)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.ambassadors.fake.asked import Answer, Asked, stamp
from tests.ambassadors.fake.state import HANDLES, OURS, Message

US = OURS["bluesky"]
CREATE = "com.atproto.repo.createRecord"


def answer(asked: Asked) -> Answer:
    what = asked.path.removeprefix("/xrpc/")
    if what == "com.atproto.server.createSession":
        asked.state.sign_ins += 1
        return Answer(200, {"did": US, "handle": HANDLES["bluesky"], "accessJwt": "jwt"})
    if asked.headers.get("Authorization") != "Bearer jwt" or not asked.state.keys_good:
        return Answer(401, {"error": "AuthMissing", "message": "Authentication Required"})
    if asked.method == "POST":
        return _create(asked) if what == CREATE else Answer(404, {"error": "XRPCNotSupported"})
    return _read(what, asked)


def _read(what: str, asked: Asked) -> Answer:
    found = asked.state.standing("bluesky")
    if what == "app.bsky.feed.searchPosts":
        words = asked.one("q").lower()
        floor = datetime.fromisoformat(asked.one("since", "1990-01-01T00:00:00Z"))
        wanted = [m for m in found if words in m.text.lower() and m.at >= floor]
        return _page(asked, "posts", wanted)
    if what == "app.bsky.notification.listNotifications":
        return _page(asked, "notifications", [m for m in found if m.names_us])
    if what == "app.bsky.feed.getPosts":
        uris = asked.query.get("uris", [])
        return Answer(200, {"posts": [view(m) for m in found if m.id in uris]})
    if what == "com.atproto.repo.listRecords":
        return Answer(200, {"records": [_record(m) for m in found if m.author == US]})
    if what == "com.atproto.repo.getRecord":
        uri = f"at://{US}/app.bsky.feed.post/{asked.one('rkey')}"
        mine = next((m for m in found if m.id == uri), None)
        return Answer(200, _record(mine)) if mine else Answer(400, {"error": "RecordNotFound"})
    if what == "com.atproto.identity.resolveHandle":
        named = next((m for m in found if m.handle == asked.one("handle")), None)
        return Answer(200, {"did": named.author}) if named else Answer(400, {"error": "NotFound"})
    if what == "app.bsky.actor.getProfile":
        handle = asked.one("actor")
        if ("bluesky", handle) not in asked.state.profiles:
            return Answer(400, {"error": "InvalidRequest", "message": "Profile not found"})
        did, words = asked.state.profiles["bluesky", handle]
        return Answer(200, {"did": did, "handle": handle, "description": words})
    return Answer(404, {"error": "XRPCNotSupported"})


def _page(asked: Asked, name: str, found: Sequence[Message]) -> Answer:
    cursor = asked.one("cursor")
    if cursor and not cursor.isdigit():
        return Answer(400, {"error": "InvalidRequest", "message": "bad cursor"})
    numbers = [m.number for m in found]
    start = numbers.index(int(cursor)) + 1 if cursor and int(cursor) in numbers else 0
    page = found[start : start + asked.page_size]
    said: dict[str, Any] = {name: [view(m) for m in page]}
    if len(found) > start + len(page):
        said["cursor"] = str(page[-1].number)
    return Answer(200, said)


def view(message: Message) -> dict[str, Any]:
    """A post as a search gives it, and a notification of it."""
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": message.text,
        "createdAt": stamp(message.written_at or message.at),
        "langs": ["en"],
    }
    if message.reply_to:
        ref = {"uri": message.reply_to, "cid": f"cid-{message.reply_to[-5:]}"}
        record["reply"] = {"root": ref, "parent": ref}
    return {
        "uri": message.id,
        "cid": f"cid-{message.number}",
        "author": {
            "did": message.author,
            "handle": message.handle,
            "displayName": message.handle.title(),
            "labels": [{"val": val, "src": message.author} for val in message.labels],
        },
        "record": record,
        "reason": "mention",
        "repostCount": 1,
        "indexedAt": stamp(message.at),
        "isRead": False,
    }


def _record(message: Message) -> dict[str, Any]:
    return {
        "uri": message.id,
        "cid": f"cid-{message.number}",
        "value": view(message)["record"],
    }


def _create(asked: Asked) -> Answer:
    body = json.loads(asked.body)
    record, rkey = body["record"], body["rkey"]
    uri = f"at://{US}/app.bsky.feed.post/{rkey}"
    if asked.state.find("bluesky", uri):
        said = {"error": "InternalServerError", "message": "there is a value at this key"}
        return Answer(asked.state.existing_status, said)
    parent = record.get("reply", {}).get("parent", {})
    if parent and not parent.get("cid"):
        return Answer(400, {"error": "InvalidRequest", "message": "reply needs a cid"})
    mine = asked.state.publish(
        "bluesky", record["text"], reply_to=parent.get("uri", ""), key=rkey, rkey=rkey
    )
    return Answer(200, {"uri": mine.id, "cid": f"cid-{mine.number}"})
