"""Issues: what has one cause is gathered, has one answer, and who has it is told when it is fixed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Member, Notification
from accounts.refusals import Refusal
from ambassadors.actions.issues import put_to_issue, take_from_issue, write_issue
from ambassadors.actions.threads import bring_unanswered
from ambassadors.enums import NoiseKind
from ambassadors.models import Channel, Issue, IssuePart, IssueState, Item, NoiseRule, Promotion
from forum.actions.votes import add_me_too
from forum.models import Board, Thread
from tests.ambassadors.hearing import NOW, hear, heard, mention_of

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
ANSWER = "Version 4.2.1 mends it."


@pytest.fixture
def issue(maren: Member) -> Issue:
    return write_issue(
        by=maren, name="  Hub stays  cold ", is_incident=True, words="hub cold\nleaf off"
    )


def gathered() -> list[tuple[str, str]]:
    rows = IssuePart.objects.order_by("item__mention__network_id")
    return list(rows.values_list("item__mention__network_id", "issue__name"))


def test_customers_open_none_and_put_nothing_to_one(
    channel: Channel, issue: Issue, noor: Member
) -> None:
    (item,) = hear(channel, heard("1"))
    for act in (
        lambda: write_issue(by=noor, name="Mine"),
        lambda: put_to_issue(item, issue, by=noor),
        lambda: take_from_issue(item, by=noor),
    ):
        with pytest.raises(Refusal):
            act()
    assert (Issue.objects.count(), IssuePart.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "a name"),
        ({"state": "odd"}, "where it stands"),
        ({"is_incident": True, "words": " \n@x"}, "needs words"),
        ({"is_incident": True, "words": "hub", "state": IssueState.FIXED}, "not over"),
        ({"state": IssueState.FIXED}, "what we say"),
        ({"state": IssueState.WONT_FIX, "answer": " "}, "what we say"),
    ],
)
def test_what_is_no_issue(maren: Member, wrong: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        write_issue(**{"by": maren, "name": "Cold", **wrong})  # type: ignore[arg-type]
    assert not Issue.objects.exists()


def test_an_incident_gathers_new_messages_by_their_words(channel: Channel, issue: Issue) -> None:
    NoiseRule.objects.create(name="Giveaways", kind=NoiseKind.GIVEAWAY)
    hear(channel, heard("0", "An old hub, cold", is_own=True), at=NOW)
    hear(
        channel,
        heard("1", "My HUB is cold since the morning!"),
        heard("2", "The leaf is off, and the hub too"),
        heard("3", "The hub is warm"),
        heard("4", "Cold hub? Join our giveaway and win"),
        at=NOW,
    )
    assert gathered()[:2] == [("1", "Hub stays cold"), ("2", "Hub stays cold")]
    assert "3" not in dict(gathered())
    hear(channel, heard("1", "My hub is cold"), at=NOW)
    assert gathered().count(("1", "Hub stays cold")) == 1


def test_what_is_over_gathers_nothing(channel: Channel, issue: Issue, maren: Member) -> None:
    write_issue(
        by=maren, issue=issue, name="Cold", state=IssueState.FIXED, answer=ANSWER, words="hub cold"
    )
    hear(channel, heard("1", "My hub is cold"), at=NOW)
    assert gathered() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.update(is_incident=True)


def test_an_item_is_about_one_issue(
    channel: Channel, issue: Issue, maren: Member, saoirse: Member
) -> None:
    (item,) = hear(channel, heard("1", "Why?"))
    other = write_issue(by=maren, name="Leaf drips")
    put_to_issue(item, issue, by=maren)
    put_to_issue(item, other, by=saoirse)
    assert gathered() == [("1", "Leaf drips")]
    take_from_issue(item, by=maren)
    assert gathered() == []


def test_whoever_has_it_is_told_once_that_it_is_fixed(
    channel: Channel,
    issue: Issue,
    ask: Ask,
    maren: Member,
    noor: Member,
    sasha: Member,
    tomasz: Member,
) -> None:
    asked, promoted = ask(), ask(by=tomasz)
    add_me_too(asked, by=sasha)
    bring_unanswered(at=asked.created_at + timedelta(hours=9))
    put_to_issue(Item.objects.get(thread=asked), issue, by=maren)
    (item,) = hear(channel, heard("1", "My hub is cold"))
    Promotion.objects.create(mention=mention_of(item), thread=promoted, is_new=False, by=maren)
    Notification.objects.all().delete()
    for _turn in range(2):
        write_issue(by=maren, issue=issue, name="Cold", state=IssueState.FIXED, answer=ANSWER)
    told = Notification.objects.filter(kind="state").values_list("member__username", "words")
    said = f"Fixed: {ANSWER}"
    assert sorted(told) == [("noor", said), ("sasha", said), ("tomasz", said)]


def test_nobody_is_told_of_a_thread_that_closed_to_them(
    issue: Issue, ask: Ask, closed_board: Board, maren: Member, sasha: Member
) -> None:
    asked = ask()
    add_me_too(asked, by=sasha)
    bring_unanswered(at=asked.created_at + timedelta(hours=9))
    put_to_issue(Item.objects.get(), issue, by=maren)
    Thread.objects.update(board=closed_board)
    Notification.objects.all().delete()
    write_issue(by=maren, issue=issue, name="Cold", state=IssueState.FIXED, answer=ANSWER)
    assert not Notification.objects.filter(member=sasha).exists()


def test_by_its_pages(client: Client, channel: Channel, maren: Member) -> None:
    client.force_login(maren)
    assert client.post("/desk/issues/", {"name": "Cold", "state": "fixed"}).status_code == 400
    sent = {"name": "Hub stays cold", "state": "hot", "is_incident": "on", "words": "hub cold"}
    answer = client.post("/desk/issues/", sent)
    made = Issue.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/issues/{made.pk}/")
    one, other = hear(channel, heard("1", "My hub is cold"), heard("2", "Mine as well"))
    assert "Part of an issue" in client.get(f"/desk/{one.pk}/").content.decode()
    assert "Put it to an issue" in client.get(f"/desk/{other.pk}/").content.decode()
    client.post(f"/desk/{other.pk}/issue/", {"issue": str(made.pk)})
    assert IssuePart.objects.get(item=other).by == maren
    client.post(f"/desk/{one.pk}/issue/", {})
    assert client.post(f"/desk/{one.pk}/issue/", {"issue": "999"}).status_code == 404
    page = client.get(f"/desk/issues/{made.pk}/").content.decode()
    assert ("Mine as well" in page, "My hub is cold" in page) == (True, False)
    wrong = {**sent, "state": "wont_fix", "name": "Other"}
    assert client.post(f"/desk/issues/{made.pk}/", wrong).status_code == 400
    made.refresh_from_db()
    assert made.name == "Hub stays cold"
