"""X API v2, as docs.x.com described it on 2026-08-22: recent search, mentions, own posts, look-ups by
id, and publishing, which refuses the same words twice."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.ambassadors.fake.asked import Answer, Asked, stamp
from tests.ambassadors.fake.state import HANDLES, OURS, Message

DETAILS = {
    "deleted": ("Not Found Error", "Could not find tweet with ids: [{id}]."),
    "protected": ("Authorization Error", "Sorry, you are not authorized to see the Tweet: [{id}]."),
    "suspended": ("Forbidden", "User has been suspended: [{id}]."),
    "withheld": ("Forbidden", "This Tweet is withheld in your country: [{id}]."),
}


def answer(asked: Asked) -> Answer:
    if asked.path.startswith("/2/compliance/jobs"):
        return _job(asked)
    if not asked.headers.get("Authorization", "").startswith("OAuth ") or not asked.state.keys_good:
        return Answer(401, {"title": "Unauthorized", "status": 401})
    if asked.path == "/2/tweets" and asked.method == "POST":
        return _publish(asked)
    if asked.path == "/2/tweets":
        return _look_up(asked)
    found = asked.state.standing("x")
    if asked.path == "/2/tweets/search/recent":
        words = asked.one("query").lower()
        return _page(asked, [m for m in found if words in m.text.lower()], "next_token")
    if asked.path == f"/2/users/{OURS['x']}/mentions":
        return _page(asked, [m for m in found if m.names_us], "pagination_token")
    if asked.path == f"/2/users/{OURS['x']}/tweets":
        return _page(asked, [m for m in found if m.author == OURS["x"]], "pagination_token")
    if asked.path.startswith("/2/users/by/username/"):
        return _profile(asked)
    return Answer(404, {"title": "Not Found"})


def _job(asked: Asked) -> Answer:
    if asked.headers.get("Authorization") != "Bearer bearer":
        return Answer(401, {"title": "Unauthorized"})
    base = f"http://{asked.headers['Host']}/x"
    number, _, what = asked.path.removeprefix("/2/compliance/jobs").strip("/").partition("/")
    jobs = asked.state.jobs
    if asked.method == "POST":
        number = str(len(jobs) + 1)
        jobs[number] = []
        upload = f"{base}/2/compliance/jobs/{number}/upload"
        return Answer(200, {"data": {"id": number, "status": "created", "upload_url": upload}})
    if number not in jobs:
        return Answer(404, {"title": "Not Found"})
    if what == "upload":
        jobs[number] = asked.body.decode().splitlines()
        return Answer(200, "")
    if what == "download":
        found = [asked.state.find("x", one) for one in jobs[number]]
        lines = [_line(one.id, one.gone) for one in found if one is not None and one.gone]
        return Answer(200, "\n".join(lines) + "\n\n")
    url = f"{base}/2/compliance/jobs/{number}/download"
    return Answer(200, {"data": {"status": asked.state.job_status, "download_url": url}})


def _line(network_id: str, why: str) -> str:
    row = {"id": network_id, "action": "delete", "reason": why}
    return json.dumps(row | {"created_at": "2026-11-20T10:00:00.000Z"})


def _profile(asked: Asked) -> Answer:
    handle = asked.path.rpartition("/")[2]
    if ("x", handle) not in asked.state.profiles:
        detail = f"Could not find user with username: [{handle}]."
        return Answer(200, {"errors": [{"title": "Not Found Error", "detail": detail}]})
    network_id, words = asked.state.profiles["x", handle]
    said = {"id": network_id, "username": handle, "name": handle.title(), "description": words}
    return Answer(200, {"data": said})


def _page(asked: Asked, found: Sequence[Message], page_name: str) -> Answer:
    since, before = int(asked.one("since_id", "0")), asked.one(page_name)
    if before and not before.isdigit():
        return Answer(400, {"title": "Invalid Request", "detail": "the token is not known"})
    start = asked.one("start_time")
    floor = datetime.fromisoformat(start) if start else None
    rows = [
        m
        for m in found
        if int(m.id) > since
        and (not before or int(m.id) < int(before))
        and (floor is None or m.at >= floor)
    ]
    page = rows[: asked.page_size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if len(rows) > len(page):
        meta["next_token"] = page[-1].id
    if not page:
        return Answer(200, {"meta": meta})
    users = {m.author: _user(m) for m in page}
    return Answer(
        200,
        {"data": [post(m) for m in page], "includes": {"users": [*users.values()]}, "meta": meta},
    )


def post(message: Message) -> dict[str, Any]:
    """A post with the fields that we ask for."""
    row: dict[str, Any] = {
        "id": message.id,
        "text": message.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "author_id": message.author,
        "created_at": stamp(message.at),
        "conversation_id": message.reply_to or message.id,
        "lang": "en",
        "edit_history_tweet_ids": message.history or [message.id],
        "public_metrics": {"retweet_count": 1, "reply_count": 0, "like_count": 2},
    }
    if message.names_us:
        row["entities"] = {"mentions": [{"username": HANDLES["x"], "id": OURS["x"]}]}
    if message.reply_to:
        row["referenced_tweets"] = [{"type": "replied_to", "id": message.reply_to}]
    return row


def _user(message: Message) -> dict[str, Any]:
    return {
        "id": message.author,
        "username": message.handle,
        "name": message.handle.title(),
        "public_metrics": {"followers_count": 12},
    }


def _look_up(asked: Asked) -> Answer:
    data, errors = [], []
    for network_id in asked.one("ids").split(","):
        found = asked.state.find("x", network_id)
        if found is not None and not found.gone:
            data.append(post(found))
            continue
        title, detail = DETAILS[found.gone if found is not None else "deleted"]
        errors.append(
            {
                "resource_id": network_id,
                "resource_type": "tweet",
                "value": network_id,
                "title": title,
                "detail": detail.format(id=network_id),
            }
        )
    said: dict[str, Any] = {"data": data} if data else {}
    return Answer(200, {**said, **({"errors": errors} if errors else {})})


def _publish(asked: Asked) -> Answer:
    body = json.loads(asked.body)
    text, reply_to = body["text"], body.get("reply", {}).get("in_reply_to_tweet_id", "")
    if any(m.text.endswith(text) for m in asked.state.posted["x"]):
        detail = "You are not allowed to create a Tweet with duplicate content."
        return Answer(403, {"detail": detail, "title": "Forbidden", "status": 403})
    answered = asked.state.find("x", reply_to) if reply_to else None
    if reply_to and (answered is None or answered.gone):
        return Answer(403, {"detail": "The Tweet you reply to is deleted.", "status": 403})
    name = f"@{answered.handle} " if answered else ""
    mine = asked.state.publish("x", f"{name}{text}", reply_to=reply_to, key="")
    return Answer(201, {"data": {"id": mine.id, "text": text}})
