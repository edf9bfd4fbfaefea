"""Pictures for tests: drawn here, brought by somebody, looked for in storage."""

from io import BytesIO

from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from accounts.models import Member
from forum.actions.pictures import upload_picture
from forum.models import Picture


def drawn(size: tuple[int, int] = (40, 30), colour: str = "#0a5c4a", kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def bring(by: Member, size: tuple[int, int] = (40, 30), **more: object) -> Picture:
    return upload_picture(drawn(size), by=by, **more)  # type: ignore[arg-type]


def url(picture: Picture) -> str:
    return f"/media/posts/{picture.name}.webp"


def text(picture: Picture, words: str = "the hub") -> str:
    return f"Look: ![{words}]({url(picture)})"


def stored() -> list[str]:
    if not default_storage.exists("posts"):
        return []
    return sorted(default_storage.listdir("posts")[1])


def answers(picture: Picture, *clients: Client) -> list[int]:
    """What each of them gets for the picture's address."""
    return [client.get(url(picture)).status_code for client in clients]
