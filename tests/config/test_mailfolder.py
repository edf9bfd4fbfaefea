"""The demo's mail in files: whole, and once."""

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection

from config.devmail import newest_names, read_file

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
