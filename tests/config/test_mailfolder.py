"""The demo's mail in files: whole, and once."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from accounts.actions.members import trust_email
from accounts.actions.privacy import erase_member
from accounts.models import Member
from config.devmail import newest_names, read_file
from tests.conftest import make_member

BACKEND = "config.mailfolder.EmailBackend"


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    settings.EMAIL_FILE_PATH = str(tmp_path)  # type: ignore[attr-defined]
    return tmp_path


def mail(subject: str, message_id: str = "") -> EmailMessage:
    headers = {"Message-ID": message_id} if message_id else {}
    return EmailMessage(subject, "Hello", "a@example.org", ["noor@example.org"], headers=headers)


def test_mailfolder_keeps_one_file_of_a_mail_tried_twice(folder: Path) -> None:
    for _ in range(2):  # each try has a connection of its own
        get_connection(BACKEND).send_messages([mail("One", "<1@x>"), mail("Two", "<2@x>")])
    found = [read for name in newest_names() for read in read_file(name)]
    assert sorted(one.subject for one in found) == ["One", "Two"]
    assert len(list(folder.iterdir())) == 2


def test_mailfolder_tells_mails_without_an_id_apart(folder: Path) -> None:
    assert get_connection(BACKEND).send_messages([mail("One"), mail("One")]) == 2
    assert len(newest_names()) == 2


def test_mailfolder_leaves_no_half_mail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not named yet is no mail: a process killed while it writes leaves nothing to read."""

    def killed(*_names: object) -> None:
        raise SystemExit

    monkeypatch.setattr("config.mailfolder.Path.replace", killed)
    with pytest.raises(SystemExit):
        get_connection(BACKEND).send_messages([mail("One", "<1@x>")])
    assert newest_names() == []
    monkeypatch.undo()
    get_connection(BACKEND).send_messages([mail("One", "<1@x>")])
    assert len(newest_names()) == 1


@pytest.fixture
def kiwi(db: None, folder: Path, settings: object) -> Member:
    settings.EMAIL_BACKEND = BACKEND  # type: ignore[attr-defined]
    member = make_member("zanzibarkiwi", display_name="Kiwi O’Ära")
    trust_email(member)
    return member


def send_about(kiwi: Member) -> None:
    """Three mails of theirs, written as mails are (encoded), and three of others'."""
    get_connection(BACKEND).send_messages(
        [
            EmailMessage("To them", "Hello", "a@example.org", [f"Kiwi <{kiwi.email}>"]),
            EmailMessage("Kiwi O’Ära answered", "“Bleed it.”", "a@example.org", ["n@example.org"]),
            EmailMessage("An answer", "By /m/zanzibarkiwi/ now", "a@example.org", ["n@x.example"]),
            mail("Kiwi Other answered"),
            mail("zanzibarkiwis are green"),
            mail("Hello"),
        ]
    )


def test_mailfolder_forgets_who_is_erased(
    kiwi: Member, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send_about(kiwi)
    (folder / "broken.log").write_bytes(b"\xff\x00 no mail: \xfe")
    with django_capture_on_commit_callbacks(execute=True):
        erase_member(kiwi, by=kiwi)
    found = sorted(one.subject for name in newest_names() for one in read_file(name))
    assert found == ["Hello", "Kiwi Other answered", "zanzibarkiwis are green"]
    assert (folder / "broken.log").is_file()


def test_mailfolder_keeps_all_when_an_erasure_fails(kiwi: Member, folder: Path) -> None:
    """Before the commit nothing is removed."""
    send_about(kiwi)
    erase_member(kiwi, by=kiwi)
    assert len(newest_names()) == 6
