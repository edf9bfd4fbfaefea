"""Mastodon by its API's documentation (github.com/mastodon/documentation, read 2026-11-27)."""

import html
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

from tests.ambassadors.fake.asked import Answer, Asked, stamp
from tests.ambassadors.fake.state import HANDLES, OURS, Message

US = OURS["mastodon"]


def answer(asked: Asked) -> Answer:
    if asked.path == "/api/v1/accounts/lookup":  # for everybody
        return _profile(asked)
    if asked.headers.get("Authorization") != "Bearer token" or not asked.state.keys_good:
        return Answer(401, {"error": "The access token is invalid"})
    path = asked.path.removeprefix("/api/v1")
    found = asked.state.standing("mastodon")
    if path == "/statuses" and asked.method == "POST":
        return _publish(asked)
    if path == "/statuses":
        wanted = asked.query.get("id[]", [])
        return Answer(200, [status(m) for m in found if m.id in wanted])
    if path.startswith("/statuses/"):
        one = next((m for m in found if m.id == path.rpartition("/")[2]), None)
        return Answer(200, status(one)) if one else Answer(404, {"error": "Record not found"})
    if path == "/notifications":
        named = [m for m in found if m.names_us]
        return _page(asked, named, lambda m: m.number, _notification)
    if path.startswith("/timelines/tag/"):
        tags = [path.rpartition("/")[2], *asked.query.get("any[]", [])]
        tagged = [m for m in found if any(f"#{tag}" in m.text.lower() for tag in tags)]
        shown = [m for m in tagged if m.visibility == "public"]
        return _page(asked, shown, lambda m: int(m.id), status)
    if path == "/accounts/verify_credentials":
        return Answer(200, {"id": US, "username": HANDLES["mastodon"]})
    if path == f"/accounts/{US}/statuses":
        return Answer(200, [status(m) for m in found if m.author == US][:40])
    return Answer(404, {"error": "Record not found"})


def _profile(asked: Asked) -> Answer:
    handle = asked.one("acct")
    if ("mastodon", handle) not in asked.state.profiles:
        return Answer(404, {"error": "Record not found"})
    network_id, words = asked.state.profiles["mastodon", handle]
    note, _, value = words.partition("|")
    fields = [{"name": "Code", "value": html.escape(value)}]
    said = {"id": network_id, "username": handle, "acct": handle, "fields": fields}
    return Answer(200, {**said, "note": f"<p>{html.escape(note)}</p>"})


def _page(
    asked: Asked,
    found: Sequence[Message],
    number: Callable[[Message], int],
    shown: Callable[[Message], dict[str, Any]],
) -> Answer:
    """min_id asks for what comes right after an id; a page has the newest first all the same."""
    rows = sorted(found, key=number)
    after = asked.one("min_id")
    page = [m for m in rows if number(m) > int(after)][: asked.page_size] if after else []
    page = page if after else rows[-asked.page_size :]
    headers = {}
    if page:
        newest = number(page[-1])
        link = f'<http://127.0.0.1{asked.path}?min_id={newest}>; rel="prev"'
        headers["Link"] = f'<http://127.0.0.1{asked.path}?max_id=1>; rel="next", {link}'
    return Answer(200, [shown(m) for m in reversed(page)], headers)


def status(message: Message) -> dict[str, Any]:
    """A status."""
    ours = {"id": US, "username": HANDLES["mastodon"], "acct": HANDLES["mastodon"]}
    return {
        "id": message.id,
        "created_at": stamp(message.at),
        "edited_at": stamp(message.edited_at) if message.edited_at else None,
        "in_reply_to_id": message.reply_to or None,
        "visibility": message.visibility,
        "spoiler_text": "",
        "language": "en",
        "url": f"https://mastodon.example/@{message.handle}/{message.id}",
        "content": f"<p>{html.escape(message.text)}</p>",
        "reblogs_count": 1,
        "reblog": None,
        "account": {
            "id": message.author,
            "username": message.handle,
            "acct": message.handle,
            "display_name": message.handle.title(),
            "bot": False,
            "followers_count": 12,
        },
        "mentions": [ours] if message.names_us else [],
    }


def _notification(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.number),
        "type": "mention",
        "created_at": stamp(message.at),
        "account": status(message)["account"],
        "status": status(message),
    }


def _publish(asked: Asked) -> Answer:
    fields = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    key = asked.headers.get("Idempotency-Key", "")
    known = next((m for m in asked.state.posted["mastodon"] if key and m.key == key), None)
    if known:
        return Answer(200, status(known))
    reply_to = fields.get("in_reply_to_id", "")
    answered = asked.state.find("mastodon", reply_to) if reply_to else None
    if reply_to and (answered is None or answered.gone):
        return Answer(404, {"error": "The post you are trying to reply to does not exist"})
    if not fields.get("status"):
        return Answer(422, {"error": "Validation failed: Text can't be blank"})
    mine = asked.state.publish("mastodon", fields["status"], reply_to=reply_to, key=key)
    return Answer(200, status(mine))
