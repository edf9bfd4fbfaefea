"""Links on a profile: after some time and words, https alone, gone with what they stood on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django import forms
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.links import change_links
from accounts.forms.links import check_address
from accounts.models import Member, ProfileLink
from accounts.queries.links import DAYS_FIRST, POSTS_FIRST, has_earned_links, shown_links
from accounts.refusals import Refusal
from forum.actions.replies import delete_reply, post_reply
from forum.models import Reply, Thread

AsMember = Callable[[Member], Client]
MINE = [("My page", "https://tomasz.example/")]
SENT = {"label_1": "My page", "url_1": "https://Tomasz.example/"}


@pytest.fixture
def earner(tomasz: Member, thread: Thread) -> Member:
    """Tomasz, here long enough and with just enough words."""
    joined = timezone.now() - timedelta(days=DAYS_FIRST)
    Member.objects.filter(pk=tomasz.pk).update(date_joined=joined)
    for number in range(POSTS_FIRST):
        post_reply(thread, by=tomasz, source=f"Answer {number}")
    tomasz.refresh_from_db()
    return tomasz


def profile(client: Client | None = None) -> str:
    return (client or Client()).get("/m/tomasz/").content.decode()


def test_links_are_ones_own(earner: Member, sasha: Member) -> None:
    assert Client().get("/preferences/links/")["Location"].startswith("/accounts/login/")
    with pytest.raises(Refusal, match="Only you"):
        change_links(earner, links=MINE, by=sasha)


def test_links_wait_for_time_and_words(earner: Member, maren: Member, as_member: AsMember) -> None:
    assert (has_earned_links(earner), has_earned_links(maren)) == (True, True)
    before = earner.date_joined + timedelta(days=DAYS_FIRST, seconds=-1)
    assert not has_earned_links(earner, at=before)
    delete_reply(one_of(earner), by=earner)
    assert not has_earned_links(earner)
    answer = as_member(earner).post("/preferences/links/", SENT)
    assert answer.status_code == 400 and "Links come later" in answer.content.decode()
    page = as_member(earner).get("/preferences/links/").content.decode()
    assert "after 7 days and 3 posts" in page and 'name="url_1"' not in page
    assert ProfileLink.objects.count() == 0


def one_of(member: Member) -> Reply:
    return Reply.objects.filter(author=member)[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://tomasz.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//tomasz.example/",
        "https://bank.example@evil.example/",
        "https://evil.example\\@bank.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://tomasz.example:8443/",
        "https://tomasz.example/\nx",
        "https://tomaſz.example/",
        "https://tomasz.example/" + "x" * 200,
        'https://tomasz.example/"onclick=',
        "tomasz.example",
    ],
)
def test_links_refuse(earner: Member, as_member: AsMember, address: str) -> None:
    answer = as_member(earner).post("/preferences/links/", {**SENT, "url_1": address})
    assert answer.status_code == 400
    assert ProfileLink.objects.count() == 0


@pytest.mark.parametrize("label", ["", "bank.example", "https://bank.example", "\u200b", "x" * 41])
def test_links_refuse_a_label_that_is_none(earner: Member, as_member: AsMember, label: str) -> None:
    answer = as_member(earner).post("/preferences/links/", {**SENT, "label_1": label})
    assert answer.status_code == 400
    assert ProfileLink.objects.count() == 0


@given(st.text(max_size=80).map("https://".__add__) | st.text(max_size=80))
def test_addresses_are_https_or_refused(text: str) -> None:
    try:
        address = check_address(text)
    except forms.ValidationError:
        return
    assert address.startswith("https://") and address.isascii()
    assert not set(address) & set(" \\\n\t")


def test_links_are_shown_with_where_they_lead(earner: Member, as_member: AsMember) -> None:
    client = as_member(earner)
    assert client.post("/preferences/links/", SENT)["Location"] == "/preferences/links/"
    link = '<a href="https://tomasz.example/" rel="ugc nofollow noopener me">My page</a>'
    assert f'{link} <span class="meta">tomasz.example</span>' in profile()
    assert 'value="https://tomasz.example/"' in client.get("/preferences/links/").content.decode()
    client.post("/preferences/links/", {})
    assert ProfileLink.objects.count() == 0


def test_links_go_with_the_words_and_come_back(earner: Member, as_member: AsMember) -> None:
    change_links(earner, links=MINE, by=earner)
    delete_reply(one_of(earner), by=earner)
    assert shown_links(earner) == []
    assert "tomasz.example/" not in profile() + profile(as_member(earner))
    page = as_member(earner).get("/preferences/links/").content.decode()
    assert "kept, and shown again then" in page
    # What stands may go, and nothing new may come.
    change_links(earner, links=MINE, by=earner)
    with pytest.raises(Refusal):
        change_links(earner, links=[*MINE, ("More", "https://more.example/")], by=earner)
    post_reply(Thread.objects.get(), by=earner, source="Again")
    assert [link.url for link in shown_links(earner)] == ["https://tomasz.example/"]


def test_links_are_few(earner: Member) -> None:
    change_links(earner, links=MINE * 5, by=earner)
    assert earner.links.count() == 3
    for wrong in ({"position": 3}, {"position": 1}, {"url": "http://a.example/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileLink.objects.filter(position=0).update(**wrong)
