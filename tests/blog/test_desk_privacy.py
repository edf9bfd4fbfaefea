"""What the desk at /cms/ keeps about who writes there: little, theirs to take along, and erasable."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from accounts.actions.privacy import erase_member
from accounts.export import archive_of
from accounts.models import Member
from blog.actions import let_edit_pages, make_information_pages
from tests.accounts.sweep import places_of
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
CANARY = "zanzibarkiwi"
PREFERENCES = {
    "locale-preferred_language": "",
    "locale-current_time_zone": "UTC",
    "theme-theme": "dark",
    "theme-density": "default",
    "theme-contrast": "system",
    "theme-keyboard_shortcuts": "on",
}


@pytest.fixture
def kiwi(db: None, settings: Any, tmp_path: Path) -> Member:
    """An editor whose name holds the canary."""
    settings.MEDIA_ROOT = tmp_path
    member = make_member(CANARY, role="ambassador", display_name=f"Kiwi {CANARY}")
    make_information_pages()
    let_edit_pages(member)
    return member


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (50, 50)).save(out, "PNG")
    return out.getvalue()


def test_desk_takes_no_second_name_and_no_second_face(
    kiwi: Member, as_member: AsMember, tmp_path: Path
) -> None:
    client = as_member(kiwi)
    page = client.get("/cms/account/").content.decode()
    for name in ("first_name", "last_name", "avatar-avatar", "email"):
        assert name not in page
    forged = {
        "name_email-first_name": "Someone",
        "name_email-last_name": "Else",
        "avatar-avatar": SimpleUploadedFile("me.png", picture(), "image/png"),
    }
    answer = client.post("/cms/account/", {**PREFERENCES, **forged})
    assert answer["Location"] == "/cms/account/"
    profile = UserProfile.objects.get(user=kiwi)
    assert (profile.theme, profile.avatar.name) == ("dark", "")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def use_the_desk(kiwi: Member, client: Client) -> None:
    """As somebody who wrote there, also while it still took faces."""
    client.post("/cms/account/", PREFERENCES)
    log(kiwi, "wagtail.edit", user=kiwi, data={"name": CANARY})
    profile = UserProfile.objects.get(user=kiwi)
    profile.avatar.save(f"{CANARY}.png", ContentFile(picture()))
    page = Page.objects.order_by("-pk")[0]
    page.specific.save_revision(user=kiwi, log_action=True)
    PageSubscription.objects.create(user=kiwi, page=page, comment_notifications=True)
    EditingSession.objects.create(user=kiwi, content_object=page, last_seen_at="2026-11-26T09:00Z")


def test_erase_leaves_no_trace_at_the_desk(
    kiwi: Member, as_member: AsMember, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    use_the_desk(kiwi, as_member(kiwi))
    other = make_member("ines", role="ambassador")
    UserProfile.objects.create(user=other)
    edits = PageLogEntry.objects.filter(user=kiwi).count()
    assert {"wagtailcore_modellogentry", "wagtailusers_userprofile"} <= set(places_of(CANARY))
    with django_capture_on_commit_callbacks(execute=True):
        erase_member(kiwi, by=kiwi)
    assert places_of(CANARY) == []
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert UserProfile.objects.get().user == other
    assert not PageSubscription.objects.exists() and not EditingSession.objects.exists()
    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {"former-member"}
    # What was done to the pages stays, by a former member.
    assert PageLogEntry.objects.filter(user=kiwi).count() == edits > 0


def test_a_failed_erasure_keeps_the_face_of_the_desk(
    kiwi: Member, as_member: AsMember, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_the_desk(kiwi, as_member(kiwi))
    monkeypatch.setattr("accounts.actions.privacy._empty", lambda _member: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erase_member(kiwi, by=kiwi)
    name = UserProfile.objects.get(user=kiwi).avatar.name
    assert name is not None and (tmp_path / name).is_file()


def test_export_holds_what_the_desk_keeps(kiwi: Member, noor: Member, as_member: AsMember) -> None:
    use_the_desk(kiwi, as_member(kiwi))
    UserProfile.objects.create(user=noor, theme="light")
    with ZipFile(archive_of(kiwi)) as archive:
        rows = json.loads(archive.read("desk.json"))
        assert archive.read("desk_face.png") == picture()
    assert rows[0]["theme"] == "dark"
    assert {row["action"] for row in rows[1:]} == {"wagtail.edit"}
    with ZipFile(archive_of(noor)) as archive:
        assert [row["theme"] for row in json.loads(archive.read("desk.json"))] == ["light"]
        assert "desk_face.png" not in archive.namelist()
