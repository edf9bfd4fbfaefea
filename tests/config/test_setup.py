"""`manage.py setup`: by environment alone, refused with a sentence, safe to run again."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts.actions.honours import set_honour
from accounts.models import Member, SiteSettings
from accounts.site import get_site
from blog.models import InformationPage
from config.first_steps import SetupRefused, Wishes, set_up, wishes
from forum.models import Board, Section
from forum.queries.visibility import pays_points
from reputation.actions.terms import GROUP
from tests.conftest import make_member

ROOT = Path(__file__).resolve().parent.parent.parent
ASKED = Wishes("ada@northwind.example", "Ada Byron", "Northwind")


COMPANY = "SITE_NAME has to be the name of the company"
EMAIL = "SETUP_EMAIL has to be the address of the first member of staff."
PERSON = "SETUP_NAME has to be the name of the first member of staff"
UNREADABLE = ": Write a name with at least one letter or number."


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, f"{COMPANY}."),
        ({"SETUP_EMAIL": "ada@northwind.example"}, f"{COMPANY}."),
        ({"SETUP_EMAIL": "ada@northwind.example", "SITE_NAME": " "}, f"{COMPANY}."),
        ({"SETUP_EMAIL": "ada@northwind.example", "SITE_NAME": "-"}, COMPANY + UNREADABLE),
        ({"SITE_NAME": "Northwind"}, EMAIL),
        ({"SETUP_EMAIL": "ada", "SITE_NAME": "Northwind"}, EMAIL),
        (
            {"SETUP_EMAIL": "ada@northwind.example", "SITE_NAME": "Northwind", "SETUP_NAME": "-"},
            PERSON + UNREADABLE,
        ),
    ],
)
def test_wishes_refuse(
    environment: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SETUP_EMAIL", "SETUP_NAME", "SITE_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SetupRefused) as refused:
        wishes()
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SETUP_NAME", "A" * 61, "SETUP_NAME is 61 characters long, and there is room for 60."),
        ("SITE_NAME", "N" * 41, "SITE_NAME is 41 characters long, and there is room for 40."),
        (
            "SETUP_EMAIL",
            "ada@" + ".".join(["n" * 60] * 5) + ".example",
            "SETUP_EMAIL is 316 characters long, and there is room for 254.",
        ),
    ],
)
def test_wishes_refuse_what_has_no_room(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is cut in silence, and nothing ends in a traceback."""
    said = {"SETUP_EMAIL": ASKED.email, "SETUP_NAME": ASKED.person, "SITE_NAME": ASKED.company}
    for key, given in {**said, name: value}.items():
        monkeypatch.setenv(key, given)
    with pytest.raises(SetupRefused) as refused:
        wishes()
    assert str(refused.value) == words


def test_wishes_as_long_as_there_is_room(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    local = "a" * 64
    monkeypatch.delenv("SETUP_NAME", raising=False)
    monkeypatch.setenv("SETUP_EMAIL", f"{local}@northwind.example")
    monkeypatch.setenv("SITE_NAME", "N" * 40)
    set_up(wishes())
    assert (Member.objects.get().display_name, get_site().name) == (local[:60], "N" * 40)


def test_set_up_an_empty_site_twice(db: None) -> None:
    assert len(set_up(ASKED)) == 5
    ada = Member.objects.get()
    assert (ada.email, ada.display_name, ada.role, ada.is_superuser) == (
        "ada@northwind.example",
        "Ada Byron",
        "staff",
        True,
    )
    assert not ada.has_usable_password()
    counts = (Board.objects.count(), InformationPage.objects.count())
    assert set_up(ASKED) == []
    assert (Member.objects.count(), SiteSettings.objects.count()) == (1, 1)
    assert (Board.objects.count(), InformationPage.objects.count()) == counts


def test_set_up_keeps_what_was_changed(db: None) -> None:
    set_up(ASKED)
    SiteSettings.objects.update(name="Southwind")
    Board.objects.get(slug="ideas").delete()
    assert set_up(ASKED) == []
    names = list(Board.objects.order_by("slug").values_list("slug", flat=True))
    assert (SiteSettings.objects.get().name, names) == ("Southwind", ["questions", "superusers"])


def test_set_up_makes_the_superusers_board(db: None) -> None:
    """Nobody reads it but members in a term and the company, and nothing is earned there."""
    set_up(ASKED)
    board = Board.objects.get(groups__name=GROUP)
    assert [group.name for group in board.groups.all()] == ["superusers"]
    assert (board.slug, board.is_closed, board.pays) == ("superusers", True, False)
    members = {name: make_member(name) for name in ("noor", "tomasz")}
    set_honour(members["tomasz"], honoured=True, group=GROUP)
    answers = {}
    for name, member in members.items():
        client = Client()
        client.force_login(member)
        answers[name] = client.get("/b/superusers/").status_code
    assert answers == {"noor": 404, "tomasz": 200}
    assert pays_points(board.pk) is False


def test_set_up_makes_the_superusers_board_where_others_are_already(db: None) -> None:
    """At an upgrade: another board may have its address, and a term may run already."""
    help_ = Section.objects.create(name="Help", slug="help")
    Board.objects.create(section=help_, name="Superusers of our pumps", slug="superusers")
    Group.objects.create(name=GROUP)
    set_up(ASKED)
    made = Board.objects.get(groups__name=GROUP)
    assert (made.slug, made.section, made.is_closed) == ("superusers-2", help_, True)
    assert Board.objects.count() == 2


def test_set_up_makes_no_second_board_for_superusers(db: None) -> None:
    """Neither where staff made one, nor where they removed it."""
    help_ = Section.objects.create(name="Help", slug="help")
    own = Board.objects.create(section=help_, name="Our helpers", slug="helpers", is_closed=True)
    own.groups.add(Group.objects.create(name=GROUP))
    set_up(ASKED)
    assert [board.slug for board in Board.objects.all()] == ["helpers"]
    own.delete()
    Board.objects.create(section=help_, name="Pumps", slug="pumps")
    set_up(ASKED)
    assert not Board.objects.filter(groups__name=GROUP).exists()


def test_set_up_again_makes_no_second_administrator(db: None) -> None:
    """Whoever was first may have another address by now, or be gone."""
    set_up(ASKED)
    Member.objects.update(email="ada@elsewhere.example")
    assert set_up(ASKED) == []
    assert Member.objects.count() == 1


def test_set_up_promotes_a_member_with_the_address(db: None) -> None:
    member = Member.objects.create_user("ada", ASKED.email, "correct horse 1")
    assert len(set_up(ASKED)) == 5
    after = Member.objects.get(pk=member.pk)
    assert (after.role, after.is_superuser, Member.objects.count()) == ("staff", True, 1)


def test_first_staff_signs_in_by_a_mailed_code(db: None) -> None:
    set_up(ASKED)
    client = Client()
    client.post("/accounts/login/code/", {"email": ASKED.email})
    code = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.get("/settings/").status_code == 200
    assert client.get("/").content.decode().count("Northwind") > 0
    assert get_site().name == "Northwind"


@pytest.mark.long
def test_setup_command_from_nothing(tmp_path: Path) -> None:
    """As production runs it, on an empty SQLite database."""
    environment: dict[str, Any] = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "community.northwind.example",
        "SITE_URL": "https://community.northwind.example",
        "SITE_NAME": "Northwind",
        "SETUP_EMAIL": ASKED.email,
        "SETUP_NAME": ASKED.person,
    }

    def run(**more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", "setup"],
            cwd=ROOT,
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run(SETUP_EMAIL="nobody")
    assert refused.returncode == 1 and "SETUP_EMAIL" in refused.stderr
    first = run()
    assert first.returncode == 0, first.stderr
    assert "Ada Byron <ada@northwind.example> is staff" in first.stdout
    assert "open https://community.northwind.example" in first.stdout
    assert (tmp_path / "static" / "staticfiles.json").is_file()
    assert "Everything was there already." in run().stdout
