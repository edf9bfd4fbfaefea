"""What the company makes its own: only by staff, on every page and in every mail at once."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.message import sanitize_address
from django.test import Client
from PIL import Image

from accounts.actions import deliver_due
from accounts.actions.site import change_site
from accounts.models import AuditEntry, Member, SiteSettings
from accounts.refusals import Refusal
from accounts.site import forget_site, get_site
from forum.actions.replies import post_reply
from forum.models import Thread
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
WISHES: dict[str, Any] = {
    "name": "Northwind",
    "brand": "#0a5c4a",
    "brand_dark": "",
    "mail_sender": "Northwind <hello@northwind.example>",
    "languages": ["en"],
    "kinds": ["question", "idea"],
}


@pytest.fixture
def staff(db: None) -> Member:
    return make_member("ines", role="staff")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


STYLE = re.compile(r'<link rel="stylesheet" href="(/site/[0-9a-f]{16}\.css)">')


def picture(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 300), (10, 92, 74)).save(out, kind)
    return out.getvalue()


def test_site_settings_are_for_staff(
    client: Client, noor: Member, maren: Member, as_member: AsMember
) -> None:
    assert client.get("/settings/")["Location"].startswith("/accounts/login/")
    for member in (noor, maren):
        assert as_member(member).get("/settings/").status_code == 404
        assert as_member(member).post("/settings/", WISHES).status_code == 404
        with pytest.raises(Refusal):
            change_site(by=member, name="Mine")
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "required"),
        ("name", "x" * 41, "at most 40"),
        ("brand", "red", "# and six signs"),
        ("brand", "#ffee00", "contrast of"),
        ("brand_dark", "#101010", "contrast of"),
        ("brand", "#0a5c4a;}body{display:none", "at most 7"),
        ("mail_sender", "no address", "valid email"),
        ("mail_sender", "A <a@b.example>\r\nBcc: x@y.example", "one line"),
        ("mail_sender", "Acme <a@b.co>, Help <c@d.co>", "one name and one address"),
        ("mail_sender", "a@b.co, c@d.co", "one name and one address"),
        ("languages", ["xx"], "not one of the available choices"),
        ("kinds", [], "required"),
        ("kinds", ["gossip"], "not one of the available choices"),
    ],
)
def test_site_settings_refuse(
    staff: Member, as_member: AsMember, field: str, value: Any, words: str
) -> None:
    answer = as_member(staff).post("/settings/", {**WISHES, field: value})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize(
    "file",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a;alert(1)", b"", b"\x89PNG\r\n\x1a\n"],
)
def test_site_settings_refuse_what_is_no_picture(
    staff: Member, as_member: AsMember, file: bytes
) -> None:
    logo = SimpleUploadedFile("../../logo.png", file, "image/png")
    answer = as_member(staff).post("/settings/", {**WISHES, "logo": logo})
    assert answer.status_code == 400
    assert not SiteSettings.objects.exists()


def test_a_colour_that_is_refused_comes_with_one_that_is_not(
    staff: Member, as_member: AsMember
) -> None:
    client = as_member(staff)
    words = client.post("/settings/", {**WISHES, "brand": "#ff8800"}).content.decode()
    nearest = words.partition("that works is ")[2][:7]
    assert client.post("/settings/", {**WISHES, "brand": nearest}).status_code == 302


def test_site_renamed_and_recoloured(
    staff: Member, noor: Member, tomasz: Member, thread: Thread, as_member: AsMember
) -> None:
    before = Client().get("/").content.decode()
    assert "Ostrel" in before and "/site/" not in before
    answer = as_member(staff).post("/settings/", WISHES)
    assert answer["Location"] == "/settings/"
    page = Client().get("/").content.decode()
    assert "Northwind" in page and "Ostrel" not in page.partition("<main")[0]
    (address,) = STYLE.findall(page)
    style = Client().get(address)
    assert (
        style["Content-Type"] == "text/css; charset=utf-8" and "immutable" in style["Cache-Control"]
    )
    assert "--brand:#0a5c4a;" in style.content.decode()
    assert Client().get("/site/ffffff.css").status_code == 404
    post_reply(thread, by=tomasz, source="Set the link to two-wire.")
    deliver_due()
    message: Any = mail.outbox[-1]
    assert message.from_email == WISHES["mail_sender"]
    assert "Northwind Community" in message.body and "Ostrel" not in message.body
    assert ".go a { background: #0a5c4a;" in str(message.alternatives[0][0])


def test_a_colour_for_the_dark_alone_is_there_in_the_dark(
    staff: Member, as_member: AsMember
) -> None:
    """Saved is what changes something: the dark has it, and the light stays ours."""
    change = {**WISHES, "brand": "", "brand_dark": "#ffaaaa"}
    assert as_member(staff).post("/settings/", change).status_code == 302
    (address,) = STYLE.findall(Client().get("/").content.decode())
    style = Client().get(address).content.decode()
    assert style.count("--brand:#ffaaaa;") == style.count("--brand:") == 2
    assert not style.startswith(":root")
    mails = get_site().mail_style
    assert mails.startswith("@media (prefers-color-scheme: dark)") and "#ffaaaa" in mails


def test_another_style_has_another_address(staff: Member) -> None:
    """A browser keeps a style for a year: colours given and left out, and the code that makes a
    style of them, are all told apart."""
    found = {}
    for brand in ("", "#0a5c4a", "#0a5c4b"):
        for dark in ("", "#ffaaaa", "#0a5c4a"):
            change_site(by=staff, name="Northwind", brand=brand, brand_dark=dark)
            found[get_site().style] = get_site().stamp
    assert len(found) == len(set(found.values())) == 9
    assert found[""] == ""


def test_a_style_changed_by_code_has_another_address(
    staff: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_site(by=staff, name="Northwind", brand="#0a5c4a")
    before = get_site().stamp
    monkeypatch.setattr("accounts.site.style_of", lambda *_colours: ":root{}")
    forget_site()
    assert get_site().stamp not in ("", before)


def test_a_change_of_the_site_is_in_the_audit_log(staff: Member) -> None:
    change_site(by=staff, name="Northwind", brand="#0a5c4a")
    change_site(by=staff, name="Southwind", brand="#0a5c4a")
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.actor, entry.label) == ("site", staff, "Southwind")
    assert (entry.before["name"], get_site().name) == ("Northwind", "Southwind")


def test_logo_is_shown_kept_and_taken_away(staff: Member, as_member: AsMember) -> None:
    client = as_member(staff)
    logo = SimpleUploadedFile("evil.html", picture(), "text/html")
    assert client.post("/settings/", {**WISHES, "logo": logo}).status_code == 302
    path = get_site().logo
    assert path.startswith("/media/site/") and path.endswith(".webp")
    assert f'src="{path}"' in Client().get("/").content.decode()
    file = Client().get(path)
    assert (file.status_code, file["Content-Type"]) == (200, "image/webp")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    client.post("/settings/", WISHES)
    assert get_site().logo == path
    client.post("/settings/", {**WISHES, "no_logo": "on"})
    assert get_site().logo == ""


@pytest.mark.parametrize(
    "name",
    [
        "site/nothing.webp",
        "site/../embassy.sqlite3",
        "site/%2e%2e/x.webp",
        "site/logo.svg",
        "secret/a.webp",
        "a",
        "site/%00.webp",
    ],
)
def test_media_missing(db: None, client: Client, name: str) -> None:
    default_storage.save("secret/a.webp", BytesIO(picture("WEBP")))
    assert client.get(f"/media/{name}").status_code == 404


def test_kinds_left_out_are_not_offered(
    staff: Member, noor: Member, board: Any, as_member: AsMember
) -> None:
    change_site(by=staff, name="Northwind", kinds=["question", "idea"])
    page = as_member(noor).get("/ask/").content.decode()
    offered = [
        kind
        for kind in ("question", "problem", "idea", "praise", "talk")
        if f'value="{kind}"' in page
    ]
    assert offered == ["question", "idea"]


@pytest.mark.parametrize(
    "sender",
    [
        "Ostrel: help <a@b.example>",
        "Ada, Bo & Co <a@b.example>",
        "Zoë <a@b.example>",
        "a@b.example",
    ],
)
def test_a_sender_that_is_taken_is_one_that_sends(
    staff: Member, noor: Member, tomasz: Member, thread: Thread, as_member: AsMember, sender: str
) -> None:
    answer = as_member(staff).post("/settings/", {**WISHES, "mail_sender": sender})
    if answer.status_code == 400:
        return
    post_reply(thread, by=tomasz, source="Set the link to two-wire.")
    deliver_due()
    message = mail.outbox[-1]
    assert (
        sanitize_address(message.from_email, "utf-8").endswith("<a@b.example>")
        or sender == "a@b.example"
    )
    assert "From: " in message.message().as_string()
