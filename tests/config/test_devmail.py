"""/dev/mail/: shows the demo's mails, never runs them, and is not there outside the demo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client, override_settings
from django.urls import reverse

from config.devmail import FRAME_POLICY, newest_names

BACKEND = "config.mailfolder.EmailBackend"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.demo_urls")]


@pytest.fixture
def mails(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DEBUG=True, EMAIL_BACKEND=BACKEND, EMAIL_FILE_PATH=str(tmp_path)):
        yield tmp_path


def send(*subjects: str, html: str = "") -> str:
    """Send mails to Noor over one connection; the name of their file."""
    with get_connection() as connection:
        for subject in subjects:
            mail = EmailMultiAlternatives(
                subject, "Your code is 123456.", "a@example.org", ["noor@example.org"]
            )
            if html:
                mail.attach_alternative(html, "text/html")
            connection.send_messages([mail])
    return newest_names()[0]


@pytest.mark.parametrize("urls", ["config.urls", "tests.config.demo_urls"])
def test_devmail_is_missing_outside_the_demo(client: Client, tmp_path: Path, urls: str) -> None:
    with override_settings(
        DEBUG=False, ROOT_URLCONF=urls, EMAIL_BACKEND=BACKEND, EMAIL_FILE_PATH=str(tmp_path)
    ):
        name = send("Welcome", html="<p>Hello</p>")
        for path in ("/dev/mail/", f"/dev/mail/{name}/1/", f"/dev/mail/{name}/1/html/"):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/dev/mail/20260101-000000-1/1/",
        "/dev/mail/secret/1/",
        "/dev/mail/..%2Fsecret/1/",
        "/dev/mail/%2e%2e/secret/1/html/",
        "/dev/mail/20260101-000000-7/1/",
        "/dev/mail/20260101-000000-8/99999999999999999999/html/",
    ],
)
def test_devmail_shows_nothing_else(client: Client, mails: Path, path: str) -> None:
    (mails.parent / "secret.log").write_text("Subject: secret\n\ncanary")
    (mails / "secret.log").write_text("Subject: secret\n\ncanary")
    (mails / "20260101-000000-7.log").symlink_to(mails.parent / "secret.log")
    (mails / "20260101-000000-8.log").write_text("Subject: plain\n\nno html")
    response = client.get(path)
    assert response.status_code == 404
    assert b"canary" not in response.content


def test_devmail_changes_nothing(client: Client, mails: Path) -> None:
    assert client.post("/dev/mail/").status_code == 405


def test_devmail_lists_newest_first(client: Client, mails: Path) -> None:
    assert client.get("/dev/mail/").context["mails"] == []
    older = send("First")
    (mails / f"{older}.log").rename(mails / "20200101-000000-1.log")
    send("Second", "Third")
    response = client.get(reverse("devmail:mail-list"))
    assert [mail.subject for mail in response.context["mails"]] == ["Third", "Second", "First"]
    assert [mail.to for mail in response.context["mails"]] == ["noor@example.org"] * 3


def test_devmail_shows_text_and_frame(client: Client, mails: Path) -> None:
    name = send("Tëst <b>", html="<p>Hello</p><script>alert(1)</script>")
    page = client.get(reverse("devmail:mail-show", args=[name, 1]))
    frame = reverse("devmail:mail-html", args=[name, 1])
    assert f'<iframe src="{frame}" sandbox="" ' in page.text
    assert "Tëst &lt;b&gt;" in page.text
    assert "Your code is 123456." in page.text
    assert "<script>alert" not in page.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_devmail_frame_has_no_rights(client: Client, mails: Path) -> None:
    name = send("Hello", html="<p>Hello</p><script>alert(1)</script>")
    frame = client.get(reverse("devmail:mail-html", args=[name, 1]))
    assert frame["Content-Security-Policy"] == FRAME_POLICY
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert frame.text.strip() == "<p>Hello</p><script>alert(1)</script>"
