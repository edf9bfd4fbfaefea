"""What a browser sends from the desk: the forms of posts, filled in."""

import json
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import Member
from blog.models import HowTo, Topic

Step = tuple[str, Any]


def contentstate(words: str, **link: str) -> str:
    """A rich text as the editor sends it: one paragraph, the whole of it linked where `link` is."""
    block: dict[str, Any] = {
        "key": "a",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": len(words), "key": 0}] if link else [],
    }
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": link}
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if link else {}})


def step(title: str = "Press the key", **more: Any) -> Step:
    body = more.pop("body", [])
    branch = {"yes": "", "no": "", "no_step": "", **more.pop("branch", {})}
    return ("step", {"title": title, "body": streamfield(body), "branch": branch, **more})


def howto_form(**more: Any) -> dict[str, Any]:
    """A how-to of one step; what is named replaces what stands here."""
    steps = more.pop("steps", [step()])
    credits = more.pop("credits", [])
    words = {
        "title": "Set the link",
        "slug": "set-the-link",
        "summary": "How the hub finds the boiler.",
        "level": "easy",
        "minutes": "",
        "platform": "",
        "language": "en",
        "comments_board": "",
        "review_on": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        **more,
    }
    formsets = {
        "needs": streamfield([]),
        "steps": streamfield(steps),
        "credits": inline_formset(credits),
        "comments": inline_formset([]),
    }
    return {**words, **nested_form_data(formsets)}


def add_howto(client: Client, topic: Topic, *, action: str = "", **more: Any) -> HttpResponse:
    """Send a new how-to; `action` is the button, as "publish" or "submit", none for a draft."""
    words = howto_form(**more)
    if action:
        words[f"action-{action}"] = "1"
    return client.post(f"/cms/pages/add/blog/howto/{topic.pk}/", words)  # type: ignore[return-value]


def edit_howto(client: Client, howto: HowTo, *, action: str = "", **more: Any) -> HttpResponse:
    words = howto_form(**more)
    if action:
        words[f"action-{action}"] = "1"
    return client.post(f"/cms/pages/{howto.pk}/edit/", words)  # type: ignore[return-value]


def errors_beside(answer: HttpResponse) -> dict[str, list[str]]:
    """What the page says beside each field of its form; a stream's are found by their sentence."""
    form = answer.context["form"]  # type: ignore[attr-defined]
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def png(width: int = 640, height: int = 400, colour: str = "teal") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def upload(client: Client, data: bytes, name: str = "hub.png", **more: Any) -> HttpResponse:
    """Bring a picture by the form for one."""
    file = SimpleUploadedFile(name, data, "image/png")
    words = {"title": "The hub", "file": file, "description": "", **more}
    return client.post("/cms/images/add/", words)  # type: ignore[return-value]


def told(member: Member) -> list[tuple[str, str]]:
    """What a member was told and is not taken back: kind and words, oldest first."""
    rows = member.notifications.filter(withdrawn_at=None).order_by("pk")
    return list(rows.values_list("kind", "words"))
