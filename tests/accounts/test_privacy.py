"""Taking one's data along, and being forgotten: one's own only, and all of it."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db.models import Model
from django.test import Client

from accounts.actions import deliver_due, rename_member
from accounts.actions.members import trust_email
from accounts.actions.privacy import erase_member
from accounts.export import archive_of
from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from config.totp import DEMO_SECRET
from forum.actions.replies import post_reply
from forum.models import Thread
from tests.accounts.sweep import places_of
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
CANARY = "zanzibarkiwi"
PASSWORD = "correct horse 1"


@pytest.fixture
def kiwi(db: None) -> Member:
    """Somebody whose name, address and words about themself hold the canary."""
    member = make_member(CANARY, display_name=f"Kiwi {CANARY}", about=f"I am {CANARY}.")
    trust_email(member)
    rename_member(member, username=f"{CANARY}-two", by=member)
    return member


def files_of(answer: Any) -> dict[str, list[dict[str, Any]]]:
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    return {name: json.loads(archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize("path", ["/preferences/export/", "/preferences/delete/"])
def test_privacy_is_for_members(client: Client, db: None, path: str) -> None:
    assert client.post(path)["Location"].startswith("/accounts/")


def test_export_is_not_a_link(noor: Member, as_member: AsMember) -> None:
    assert as_member(noor).get("/preferences/export/").status_code == 405


def test_export_holds_only_ones_own(
    noor: Member, kiwi: Member, thread: Thread, as_member: AsMember
) -> None:
    post_reply(thread, by=kiwi, source="Set the link to two-wire.")
    answer = as_member(noor).post("/preferences/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="noor.zip"'
    assert "no-store" in answer["Cache-Control"]
    files = files_of(answer)
    assert {"profile.json", "notifications.json", "signing_in.json"} <= files.keys()
    assert files["profile.json"][0]["email"] == noor.email
    assert [row["title"] for row in files["notifications.json"]] == [thread.title]
    text = json.dumps(files)
    assert CANARY not in text and "password" not in text and "correct horse" not in text


def test_export_holds_what_another_house_told_us(noor: Member, kiwi: Member) -> None:
    for member, name in ((noor, "Noor of the other house"), (kiwi, CANARY)):
        SocialAccount.objects.create(
            user=member, provider="github", uid=name, extra_data={"name": name}
        )
    rows = exported(noor, "signing_in")
    assert [row["told_us"] for row in rows if "told_us" in row] == [
        {"name": "Noor of the other house"}
    ]


def test_export_holds_what_one_did_and_what_was_done_to_one(noor: Member, kiwi: Member) -> None:
    """With its reasons; without others' names, titles and words."""
    secret = {"label": CANARY, "url": f"/t/{CANARY}/", "before": {"title": CANARY}}
    for actor, verb, kind, about in (
        (noor, "hide", "reply", noor.pk),
        (noor, "leave", "member", noor.pk),
        (kiwi, "remove", "member", noor.pk),
        (None, "role", "member", noor.pk),
        (kiwi, "hide", "reply", noor.pk),
        (kiwi, "remove", "member", kiwi.pk),
    ):
        AuditEntry.objects.create(
            actor=actor,
            verb=verb,
            object_kind=kind,
            object_id=about,
            reason=f"{verb} because",
            **secret,
        )
    rows = exported(noor, "acts")
    assert [(row["by"], row["verb"], row["object_kind"], row["reason"]) for row in rows] == [
        ("you", "hide", "reply", "hide because"),
        ("you", "leave", "member", "leave because"),
        ("others", "remove", "member", "remove because"),
        ("others", "role", "member", "role because"),
    ]
    assert {row["object_id"] for row in rows} == {noor.pk}
    assert CANARY not in json.dumps(rows)


def exported(member: Member, part: str) -> list[dict[str, Any]]:
    with ZipFile(archive_of(member)) as archive:
        rows: list[dict[str, Any]] = json.loads(archive.read(f"{part}.json"))
        return rows


def test_erase_asks_who_it_is(kiwi: Member) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": kiwi.email, "password": PASSWORD})
    answer = client.get("/preferences/delete/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_erase_refuses_another_name(kiwi: Member) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": kiwi.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post("/preferences/delete/", {"username": "noor"}).status_code == 400
    assert Member.objects.get(pk=kiwi.pk).is_active


def test_erase_refuses_others_and_the_last_administrator(noor: Member, kiwi: Member) -> None:
    with pytest.raises(Refusal, match="Only you"):
        erase_member(kiwi, by=noor)
    root = make_member("root", role="staff", is_superuser=True)
    with pytest.raises(Refusal, match="last administrator"):
        erase_member(root, by=root)


def test_erase_leaves_no_trace(noor: Member, kiwi: Member, thread: Thread) -> None:
    SocialAccount.objects.create(user=kiwi, provider="github", uid=CANARY, extra_data={"a": CANARY})
    TOTP.activate(kiwi, DEMO_SECRET)
    reply = post_reply(thread, by=kiwi, source="Set the link to two-wire.")
    AuditEntry.objects.create(
        actor=noor, verb="role", object_kind="member", object_id=kiwi.pk, label=CANARY
    )
    Authenticator.objects.filter(user=kiwi).delete()
    client = Client()
    client.post("/accounts/login/", {"login": kiwi.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    other = Client()
    other.post("/accounts/login/", {"login": kiwi.email, "password": PASSWORD})
    deliver_due()
    mail.outbox.clear()
    assert len(places_of(CANARY)) > 5
    done = client.post("/preferences/delete/", {"username": f"{CANARY}-two"})
    assert "Your account is deleted" in done.content.decode()
    assert places_of(CANARY) == []
    assert other.get("/inbox/")["Location"].startswith("/accounts/login/")
    page = Client().get(thread.get_absolute_url()).content.decode()
    assert reply.html in page and "Former member" in page and CANARY not in page
    assert Client().get(f"/m/{CANARY}/").status_code == 404
    assert Client().get(f"/m/former-member-{kiwi.pk}/").status_code == 404


def test_erase_reaches_the_log_of_the_administration(noor: Member, kiwi: Member) -> None:
    """Rows about the member, about their ways in, and about an address whose row is gone."""
    account = SocialAccount.objects.create(user=kiwi, provider="github", uid=CANARY)
    TOTP.activate(kiwi, DEMO_SECRET)
    changed = [kiwi, account, EmailAddress.objects.get(user=kiwi), Authenticator.objects.get()]
    gone = EmailAddress.objects.create(user=noor, email="other@example.org")
    for one in changed:
        write_in_log(noor, one, f"{CANARY} {one}")
    write_in_log(noor, gone, f"{CANARY}@EXAMPLE.org")
    write_in_log(noor, noor, "noor")
    erase_member(kiwi, by=kiwi)
    assert places_of(CANARY) == []
    said = list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True))
    assert said == ["former-member"] * 5 + ["noor"]


def write_in_log(by: Member, what: Model, words: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(what),
        object_id=str(what.pk),
        object_repr=words,
        action_flag=CHANGE,
        change_message="" if isinstance(what, EmailAddress) else words,
    )


def test_erase_frees_the_name_and_the_address(kiwi: Member) -> None:
    erase_member(kiwi, by=kiwi)
    again = make_member(CANARY)
    assert (again.username, again.email) == (CANARY, f"{CANARY}@example.org")
