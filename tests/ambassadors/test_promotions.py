"""From a mention to a thread: in our own words, once, and nobody earns by asking for others."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item
from ambassadors.actions.compliance import bury_mention
from ambassadors.actions.promotions import attach_item, claim_thread, promote_item
from ambassadors.enums import Gone, State
from ambassadors.models import Channel, Contact, Item, Mention, Outgoing, Promotion
from ambassadors.permissions import MovedOn
from ambassadors.queries.queue import is_to_follow_up
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.actions.votes import vote
from forum.models import Board, Thread
from reputation.models import Award
from tests.ambassadors.hearing import NOW, hear, heard, mention_of

MESSAGE = "@OstrelHelp day two of a hub that says waiting for boiler and the boiler is right there"
TITLE, BODY = (
    "Hub waits for the boiler since 4.2",
    "After the update the heating stays off. What helps?",
)


@pytest.fixture
def item(channel: Channel, maren: Member) -> Item:
    (made,) = hear(channel, heard("1", MESSAGE, handle="joss", author="joss"))
    claim_item(made, by=maren, at=NOW)
    made.refresh_from_db()
    return made


def promote(item: Item, board: Board, by: Member, **more: Any) -> Promotion:
    values: dict[str, Any] = {
        "title": TITLE,
        "source": BODY,
        "kind": "problem",
        "version": item.version,
        "at": NOW,
    }
    return promote_item(item, by=by, board=board, **{**values, **more})


@pytest.mark.parametrize(
    ("title", "source"),
    [
        (MESSAGE, BODY),
        (TITLE, MESSAGE),
        (TITLE, "Somebody says: day two of a hub that says waiting for boiler, what now?"),
        (TITLE, "DAY TWO of a “hub” that says: waiting for boiler. And the boiler is right there!"),
        ("Write to joss@example.org", BODY),
        (TITLE, "Their number is 020 555 0199 11"),
    ],
)
def test_the_words_of_the_message_are_refused(
    item: Item, board: Board, maren: Member, title: str, source: str
) -> None:
    with pytest.raises(Refusal, match=r"words of the message|mail address"):
        promote(item, board, maren, title=title, source=source)
    assert not Thread.objects.exists()


def test_without_a_claim_nothing_is_promoted(
    item: Item, board: Board, saoirse: Member, noor: Member
) -> None:
    for by in (saoirse, noor):
        with pytest.raises(Refusal):
            promote(item, board, by)
    assert not Thread.objects.exists()


def test_a_page_of_before_promotes_nothing(item: Item, board: Board, maren: Member) -> None:
    with pytest.raises(MovedOn):
        promote(item, board, maren, version=item.version + 1)


def test_a_mention_becomes_a_thread_once(item: Item, board: Board, maren: Member) -> None:
    made = promote(item, board, maren)
    thread = Thread.objects.get()
    assert (made.thread, made.is_new, thread.author, thread.title) == (thread, True, maren, TITLE)
    assert thread.asked_on == {
        "network": "X",
        "handle": "joss",
        "url": "https://x.example/1",
        "at": mention_of(item).published_at.isoformat(),
    }
    item.refresh_from_db()
    assert item.state == State.PROMOTED
    with pytest.raises(MovedOn):
        promote(item, board, maren)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.create(mention=mention_of(item), thread=thread, is_new=False, by=maren)


def test_the_page_says_where_it_was_asked_and_no_word_of_it(
    item: Item, board: Board, maren: Member, client: Client
) -> None:
    thread = promote(item, board, maren).thread
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Asked on X by" in page
    assert "@joss" in page
    assert "day two" not in page


def test_a_mention_is_put_to_a_thread(
    item: Item, board: Board, maren: Member, noor: Member, ask: object, channel: Channel
) -> None:
    thread = ask(by=noor)  # type: ignore[operator]
    made = attach_item(item, thread=thread, by=maren, version=item.version, at=NOW)
    assert (made.thread, made.is_new, Thread.objects.count()) == (thread, False, 1)
    thread.refresh_from_db()
    assert thread.asked_on == {}


def test_a_closed_thread_is_no_answer_for_the_public(
    item: Item, board: Board, maren: Member, noor: Member, closed_board: Board, partners: object
) -> None:
    maren.groups.add(partners)  # type: ignore[arg-type]
    from forum.actions.threads import ask_thread

    thread = ask_thread(closed_board, by=maren, kind="question", title="Secret", source="Secret")
    with pytest.raises(Refusal, match="closed boards"):
        attach_item(item, thread=thread, by=maren, version=item.version, at=NOW)


def test_asking_for_another_pays_nothing(
    item: Item, board: Board, maren: Member, tomasz: Member, noor: Member
) -> None:
    thread = promote(item, board, maren).thread
    vote(thread, by=noor, value=1)
    answer = post_reply(thread, by=tomasz, source="Set the link by hand.")
    accept_solution(answer, by=maren)
    paid = Award.objects.exclude(counted=0).values_list("member__username", "rule")
    assert set(paid) == {("tomasz", "solution")}


def test_who_wrote_it_may_have_the_thread(
    item: Item, board: Board, maren: Member, noor: Member, sasha: Member, tomasz: Member
) -> None:
    made = promote(item, board, maren)
    for stranger in (sasha, noor):
        with pytest.raises(Refusal, match="Only who wrote the message"):
            claim_thread(made, by=stranger, at=NOW)
    Contact.objects.filter(handle="joss").update(member=noor)
    vote(made.thread, by=noor, value=1)  # before they said who they are
    claim_thread(made, by=noor, at=NOW)
    thread = Thread.objects.get()
    assert (thread.author, thread.helpful_count, thread.is_for_another) == (noor, 0, False)
    answer = post_reply(thread, by=tomasz, source="Set the link by hand.")
    accept_solution(answer, by=noor)
    assert Award.objects.filter(rule="accepting", member=noor, counted__gt=0).exists()
    with pytest.raises(MovedOn):
        claim_thread(made, by=noor, at=NOW)


def test_what_the_promoter_accepted_before_pays_the_new_author_nothing(
    item: Item, board: Board, maren: Member, noor: Member, tomasz: Member
) -> None:
    made = promote(item, board, maren)
    answer = post_reply(made.thread, by=tomasz, source="Set the link by hand.")
    accept_solution(answer, by=maren)
    Contact.objects.filter(handle="joss").update(member=noor)
    claim_thread(made, by=noor, at=NOW)
    assert not Award.objects.filter(rule="accepting", counted__gt=0).exists()
    assert Award.objects.filter(rule="solution", member=tomasz, counted__gt=0).count() == 1


def test_only_who_has_engaged_is_told_that_it_is_solved(
    client: Client,
    channel: Channel,
    item: Item,
    board: Board,
    maren: Member,
    noor: Member,
    tomasz: Member,
) -> None:
    made = promote(item, board, maren)
    assert not is_to_follow_up(item)
    accept_solution(post_reply(made.thread, by=tomasz, source="Set the link."), by=maren)
    assert not is_to_follow_up(item)  # they only asked
    client.force_login(maren)
    claim_item(item, by=maren)
    item.refresh_from_db()
    sent = {"version": item.version, "text": "It is solved.", "follow_up": "1"}
    client.post(f"/desk/{item.pk}/answer/", sent)
    assert Outgoing.objects.get().kind == "answer"  # whatever the form says
    hear(channel, heard("2", author="joss", reply_to="1", published_at=NOW))
    assert is_to_follow_up(item)
    item.refresh_from_db()
    client.post(f"/desk/{item.pk}/answer/", sent | {"version": item.version})
    row = Outgoing.objects.get(kind="follow_up")
    assert not is_to_follow_up(item)
    Outgoing.objects.filter(pk=row.pk).update(state="failed")
    assert is_to_follow_up(item)
    Outgoing.objects.filter(pk=row.pk).update(state="unknown")
    assert not is_to_follow_up(item)
    Outgoing.objects.filter(pk=row.pk).delete()
    Mention.objects.filter(network_id="2").delete()
    assert not is_to_follow_up(item)
    Contact.objects.update(member=noor)
    assert is_to_follow_up(item)


def test_what_is_gone_leaves_the_thread_and_takes_its_author(
    item: Item, board: Board, maren: Member, client: Client
) -> None:
    thread = promote(item, board, maren).thread
    assert bury_mention(mention_of(item), why=Gone.DELETED, at=NOW)
    assert not bury_mention(mention_of(item), why=Gone.DELETED, at=NOW)  # once
    thread.refresh_from_db()
    assert thread.asked_on == {"network": "X", "gone": "1"}
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "The message is not there any more" in page
    assert "joss" not in page
    assert not Contact.objects.exists()
