"""The same of pages with pictures, and of those that are about people."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.actions.faces import set_face
from accounts.actions.invitations import invite
from accounts.actions.links import change_links
from accounts.actions.mutes import mute_member
from accounts.tokens import invitation_token
from forum.actions.replies import post_reply
from tests.browser import community
from tests.browser.community import Community
from tests.browser.conftest import OpenAs
from tests.browser.test_pages import SCREENS, walk, wrong_with
from tests.forum.picturing import bring, drawn, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_with_pictures_are_sound(
    open_as: OpenAs, house: Community, screen: str, settings: Any, tmp_path: Path
) -> None:
    """A thread and its forms with pictures and faces, and a picture that waits for its words."""
    settings.MEDIA_ROOT = tmp_path
    noor, thread = house.noor, house.threads["empty"]
    set_face(noor, by=noor, data=drawn((300, 300)))
    wide, tall = bring(noor, (1700, 900)), bring(noor, (300, 1200))
    reply = post_reply(thread, by=noor, source=f"{text(wide, 'wide')}\n\n{text(tall, 'tall')}")
    touch, person = screen == "phone", open_as(noor, **SCREENS[screen])
    paths = [thread.get_absolute_url(), f"/r/{reply.pk}/edit/", "/preferences/", "/m/noor/"]
    wrong = walk(person, paths, touch=touch)
    file = tmp_path / "hub.png"
    file.write_bytes(drawn())
    person.go("/ask/").page.get_by_label("Add a picture").set_input_files(str(file))
    expect(person.page.get_by_role("button", name="Put it into the text")).to_be_enabled()
    person.press("Put it into the text")
    person.sees("A few words, for people who cannot see it.")
    if found := wrong_with(person.page, touch=touch):
        wrong["waiting picture"] = found
    assert wrong == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_about_people_are_sound(open_as: OpenAs, house: Community, screen: str) -> None:
    """Invitations of each kind, what is behind their links, links on a profile, and a mute."""
    group, touch = Group.objects.get(name="partners"), screen == "phone"
    mine = invite(group, by=house.maren, email="noor@example.org", words=community.LONG)
    invite(group, by=house.maren, domain="example.org", most_uses=9)
    change_links(house.maren, links=[("My own page", "https://maren.example/")], by=house.maren)
    mute_member(house.sasha, by=house.noor)
    path = f"/invitations/{invitation_token(mine.nonce)}/"
    solved, answer = house.threads["solved"], house.answer
    looks = {
        None: [path, "/invitations/none/", "/m/maren/", "/m/tomasz/reputation/"],
        house.maren: [
            "/m/tomasz/reputation/",
            "/invitations/",
            path,
            "/b/partners/",
            "/preferences/links/",
        ],
        house.noor: [
            *(path, "/preferences/", "/preferences/links/", "/m/sasha/"),
            *(solved.get_absolute_url(), solved.comments_url, answer.comments_url),
        ],
    }
    for member, paths in looks.items():
        person = open_as(member, **SCREENS[screen])
        assert walk(person, paths, touch=touch) == {}
